import * as l10n from '@vscode/l10n';
import type { Finding, FindingLevel } from '../../finding';
import type { Caption, CaptionFault } from '../caption';
import { captionFor, classTokens, hasWord } from '../captionText';
import type { DatasetOptions } from '../datasetOptions';
import { stemOf } from '../pictureNames';
import type { ScannedPicture, ScannedSubset } from '../scan';
import { estimateTokens } from '../tokens';
import { traitFindings } from './traitFindings';

/** Endings that other programs give to captions. */
const OTHER_ENDINGS = ['.txt', '.caption', '.captions', '.tags', '.cap'];

/** What there is to say about the captions of a folder. */
export function captionFindings(subset: ScannedSubset, options: DatasetOptions): Finding[] {
  const { settings, pictures } = subset;
  // They are not read at all.
  if (settings.captions === 'trigger') return [];
  // What neither the trainer nor this program can read needs none.
  const readable = pictures.filter(({ ending, inspected }) => ending !== 'unseen' || inspected.ok);
  if (readable.length === 0) return [];
  const missing = readable.filter(({ caption }) => !caption);
  const others = othersOf(subset.content);
  return [
    ...(missing.length === readable.length
      ? noneAtAll(subset)
      : missing.map((each) => missingOne(subset, each, others))),
    ...pictures.flatMap(({ caption }) => (caption ? ofCaption(subset, caption, options) : [])),
    ...traitFindings(subset),
  ];
}

/** The names of a folder's other files by their stems, whose endings are captions' in any writing. */
function othersOf(content: ScannedSubset['content']): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of content?.others ?? []) {
    const ending = OTHER_ENDINGS.find((each) => name.toLowerCase().endsWith(each));
    if (ending !== undefined)
      found.set(name.slice(0, name.length - ending.length), name.slice(-ending.length));
  }
  return found;
}

/** The ending of what looks like the caption of a picture and is not read: `.caption`, or `.TXT`. */
function otherEnding(name: string, others: ReadonlyMap<string, string>, own: string): string | undefined {
  const ending = others.get(stemOf(name));
  return ending === own ? undefined : ending;
}

/** No captions are a way to train; captions with another ending are a mistake. */
function noneAtAll({ settings, content, pictures }: ScannedSubset): Finding[] {
  const { named, option, captionExtension } = settings;
  const others = othersOf(content);
  const other = pictures.map(({ name }) => otherEnding(name, others, captionExtension)).find(Boolean);
  if (other !== undefined)
    return [
      {
        level: 'warning',
        code: 'captions_other_ending',
        file: named,
        option: 'caption_extension',
        message: l10n.t('The captions in {0} end in “{1}” and are not read: “caption_extension” is “{2}”.', named, other, captionExtension), // prettier-ignore
        fix: l10n.t('Set caption_extension = "{0}".', other),
      },
    ];
  const text = captionFor(settings, undefined);
  if (text === '')
    return [
      {
        level: 'error',
        code: 'nothing_to_say',
        file: named,
        option,
        message: l10n.t('The pictures in {0} have no captions, and there is neither a trigger nor a class to take for them.', named), // prettier-ignore
        fix: l10n.t('Write captions, or set “trigger” or “class”.'),
      },
    ];
  return [
    {
      level: 'info',
      code: 'captions_none',
      file: named,
      option,
      message: l10n.t('No picture in {0} has a caption: each gets “{1}”.', named, text),
      fix: l10n.t('Captions that tell what differs from picture to picture make a LoRA that follows prompts better.'), // prettier-ignore
    },
  ];
}

function missingOne(
  { settings }: ScannedSubset,
  { name }: ScannedPicture,
  others: ReadonlyMap<string, string>,
): Finding {
  const text = settings.captions === 'keep' ? classTokens(settings) : captionFor(settings, undefined);
  const file = `${settings.named}/${name}`;
  const captionName = `${stemOf(name)}${settings.captionExtension}`;
  const other = otherEnding(name, others, settings.captionExtension);
  if (other !== undefined)
    return {
      level: 'warning',
      code: 'caption_ending',
      file,
      message: l10n.t('{0} has no caption that is read: there is {1}{2}, but the ending of captions is “{3}”.', name, stemOf(name), other, settings.captionExtension), // prettier-ignore
      fix: l10n.t('Rename it to {0}.', captionName),
    };
  if (text === '')
    return {
      level: 'error',
      code: 'caption_missing',
      file,
      message: l10n.t('{0} has no caption ({1} is missing), and there is neither a trigger nor a class to take for it.', name, captionName), // prettier-ignore
      fix: l10n.t('Write it, or set “trigger” or “class”.'),
    };
  return {
    level: 'warning',
    code: 'caption_missing',
    file,
    message: l10n.t('{0} has no caption: {1} is missing. “{2}” is taken for it.', name, captionName, text),
    fix: l10n.t('Write one, if there is more to say about the picture.'),
  };
}

function ofCaption({ settings }: ScannedSubset, caption: Caption, options: DatasetOptions): Finding[] {
  const { name } = caption;
  const say = (level: FindingLevel, code: string, message: string, fix: string): Finding => ({
    level,
    code,
    file: `${settings.named}/${name}`,
    message,
    fix,
  });
  if (caption.fault !== undefined) return [faulty(name, caption.fault, say)];
  const findings: Finding[] = [];
  if (caption.mark)
    findings.push(
      say(
        'info',
        'caption_bom',
        l10n.t('{0} begins with a byte order mark (BOM), which would stay in its first word: it is removed.', name), // prettier-ignore
        l10n.t('Nothing is to be done.'),
      ),
    );
  if (caption.more > 0)
    findings.push(
      say(
        'warning',
        'caption_lines',
        l10n.t('{0} has several lines: only its first line is read.', name),
        l10n.t('Write the caption in one line, or set enable_wildcard in [extra] for one variant a line.'),
      ),
    );
  findings.push(...ofTrigger(settings, caption, say));
  const text = captionFor(settings, caption);
  const tokens = Math.max(...text.split('\n').map(estimateTokens));
  if (tokens > options.tokenLimit)
    findings.push(
      say(
        'warning',
        'caption_long',
        l10n.t('{0} is long: about {1} tokens by estimate, and what is over {2} is cut.', name, tokens, options.tokenLimit), // prettier-ignore
        options.tokenLimit < 225
          ? l10n.t('Shorten it, or set max_token_length in [extra] to 150 or 225.')
          : l10n.t('Shorten it.'),
      ),
    );
  if (/<(?:lora|lyco|hypernet):/i.test(text))
    findings.push(
      say(
        'warning',
        'caption_lora',
        l10n.t('{0} has a LoRA tag, which means nothing to the trainer: it is trained on as words.', name),
        l10n.t('Remove the tag.'),
      ),
    );
  return findings;
}

type Say = (level: FindingLevel, code: string, message: string, fix: string) => Finding;

function ofTrigger(
  settings: ScannedSubset['settings'],
  { name, lines }: Caption,
  say: Say,
): readonly Finding[] {
  const { trigger } = settings;
  if (trigger === undefined || lines.every((line) => hasWord(line, trigger))) return [];
  return [
    say(
      'warning',
      'trigger_missing',
      l10n.t('{0} does not have the trigger “{1}” as a word.', name, trigger),
      settings.captions === 'mend'
        ? l10n.t('It is put in front in the dataset that is built. Write it yourself to have it elsewhere.')
        : l10n.t('Write it in, or set captions = "mend".'),
    ),
  ];
}

function faulty(name: string, fault: CaptionFault, say: Say): Finding {
  switch (fault) {
    case 'empty':
      return say(
        'error',
        'caption_empty',
        l10n.t('{0} is empty (blank): the trainer stops at an empty caption.', name),
        l10n.t('Write a caption, or remove the file.'),
      );
    case 'blank_line':
      return say(
        'error',
        'caption_empty',
        l10n.t('The first line of {0} is blank: the trainer reads no further, and takes it for an empty caption.', name), // prettier-ignore
        l10n.t('Remove the blank line.'),
      );
    case 'not_utf8':
      return say(
        'error',
        'caption_not_utf8',
        l10n.t('{0} is not UTF-8: the trainer cannot decode its encoding and stops.', name),
        l10n.t('Save it as UTF-8.'),
      );
    case 'too_large':
      return say(
        'error',
        'caption_too_large',
        l10n.t('{0} is too large for a caption.', name),
        l10n.t('Remove it, or write a caption of one line.'),
      );
    case 'unreadable':
      return say(
        'error',
        'caption_unreadable',
        l10n.t('{0} cannot be read.', name),
        l10n.t('Make it readable, or remove it.'),
      );
  }
}

import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { SmallPicture, SmallPictures } from '../../../core/media/smallPictures';
import { Problem } from '../../../core/problem/problem';
import type { DatasetPicture } from '../../../core/training/form/datasetView';
import type { FormPicture, FormPictures, FormSmallPicture } from '../../../protocol/training';
import type { FormSession } from './formSession';

/** What a form shows of the pictures of its training. */
export class PicturesOfForm {
  /** Looked at once for each scan: a folder may have hundreds of pictures. */
  private readonly looks = new Map<string, SmallPicture>();

  constructor(
    private readonly session: Pick<FormSession, 'datasetPictures'>,
    private readonly small: Pick<SmallPictures, 'of' | 'make'>,
    private readonly address: (path: string) => string,
  ) {}

  /** They may have changed: each is looked at again. */
  forget(): void {
    this.looks.clear();
  }

  /** By the names that the page has for them. @throws Problem `missing` */
  named(keys: readonly string[]): DatasetPicture[] {
    const known = new Map(this.session.datasetPictures().pictures.map((each) => [keyOf(each.path), each]));
    return keys.map((key) => {
      const found = known.get(key);
      if (found) return found;
      throw new Problem('missing', l10n.t('This picture is not there any more.'), '');
    });
  }

  /** @throws Problem `missing` */
  one(key: string): DatasetPicture {
    const [found] = this.named([key]);
    if (!found) throw new Error('one key gives one picture');
    return found;
  }

  state(): FormPictures {
    const { note, fitNote, pictures } = this.session.datasetPictures();
    return {
      ...(note !== undefined && { note }),
      ...(fitNote !== undefined && { fitNote }),
      pictures: pictures.map((picture) => this.shown(picture)),
    };
  }

  /** Makes small pictures, and tells each once it is there. */
  makeSmall(looks: readonly string[], onMade: (made: FormSmallPicture) => void, signal: AbortSignal): void {
    const known = new Map([...this.looks.values()].map((each) => [each.name, each]));
    const wanted = looks.flatMap((look) => known.get(look) ?? []);
    const tell = ({ name }: SmallPicture) => {
      const made = this.small.of({ name });
      if (made !== undefined) onMade({ look: name, address: this.address(made) });
    };
    for (const each of wanted) tell(each);
    this.small.make(wanted, { onMade: tell, signal });
  }

  private shown(picture: DatasetPicture): FormPicture {
    const { path, name, size, bucket, scale, kept, repeats, findings, caption, trainedAs } = picture;
    return {
      key: keyOf(path),
      name,
      ...(size && { size: size.join(' × ') }),
      ...(bucket && { bucket: bucket.join(' × ') }),
      ...(scale !== undefined && Math.abs(scale - 1) > 0.005 && { scale: `${Math.round(scale * 100)} %` }),
      ...(kept && { kept }),
      repeats,
      look: this.lookOf(path).name,
      problems: findings.map(({ level, message, fix }) => ({ level, message, fix })),
      ...(caption !== undefined && { caption }),
      ...(trainedAs !== undefined && { trainedAs }),
      lacksTrigger: picture.lacksTrigger,
      canEdit: picture.isCaptionReadable,
    };
  }

  private lookOf(path: string): SmallPicture {
    const known = this.looks.get(path);
    if (known) return known;
    const found = statSync(path, { throwIfNoEntry: false });
    const made = { name: `${keyOf([path, found?.size, found?.mtimeMs].join('\0'))}.jpg`, path };
    this.looks.set(path, made);
    return made;
  }
}

const keyOf = (path: string): string => createHash('sha1').update(path).digest('hex');

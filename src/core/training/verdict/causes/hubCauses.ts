import * as l10n from '@vscode/l10n';
import type { Cause } from './cause';

/** Models and tokenizers that come from Hugging Face, or should lie on the disk. */
export const HUB_CAUSES: readonly Cause[] = [
  {
    id: 'tokenizer',
    match: /expected str, bytes or os\.PathLike object, not NoneType|Can't load tokenizer|load the tokenizer/,
    frames: /tokeniz|from_pretrained/,
    say: () => l10n.t('The tokenizer could not be loaded: it is asked from Hugging Face even for local models. Go online once, or set tokenizer_cache_dir to a folder that has it.'), // prettier-ignore
  },
  {
    id: 'base_model_path',
    match:
      /"?([^"]{0,500}?)"? is neither a valid local path nor a valid repo id|Repo id must be in the form|HFValidationError|Error no file named|does not appear to have a file named|RepositoryNotFoundError|EntryNotFoundError(?<!LocalEntryNotFoundError)|Repository Not Found|404 Client Error/i,
    say: (match) => l10n.t('The base model was not found: {0}. Correct the path pretrained_model_name_or_path.', /\S/.test(match[1] ?? '') ? (match[1] ?? '').trim() : l10n.t('the path is wrong')), // prettier-ignore
  },
  {
    id: 'gated_model',
    match:
      /GatedRepoError|gated repo|401 Client Error|403 Client Error|Invalid (?:user ?name or password|credentials)|awaiting a review/i,
    say: () => l10n.t('Hugging Face refused the model: it needs a login or its licence accepted. Accept it on its page, and set HF_TOKEN in the environment.'), // prettier-ignore
  },
  {
    id: 'hub_busy',
    match: /429 Client Error|Too Many Requests|50\d Server Error|Bad Gateway|Gateway Time-?out/i,
    say: () => l10n.t('Hugging Face answered that it is busy or asked too often. Wait and train again, set HF_TOKEN in the environment, or give local paths for the models.'), // prettier-ignore
  },
  {
    id: 'offline',
    match: /LocalEntryNotFoundError|OfflineModeIsEnabled|couldn't connect to|Cannot find the requested files in the (?:disk )?cache|MaxRetryError|Max retries exceeded|ConnectionError|ConnectError|Temporary failure in name resolution|Name or service not known|getaddrinfo failed|ReadTimeout|ConnectTimeout|ProxyError|SSLError|CERTIFICATE_VERIFY_FAILED|Can't load tokenizer|outgoing traffic has been disabled/i, // prettier-ignore
    say: () => l10n.t('A file of the model or its tokenizer is not on this computer, and Hugging Face could not be reached. Go online once, set a proxy, or give local paths (tokenizer_cache_dir, pretrained_model_name_or_path).'), // prettier-ignore
  },
];

import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What the rest of core stands on. */
const GROUND = ['problem', 'text', 'json', 'files', 'undo', 'threads', 'processes', 'progress', 'tasks', 'log.ts', 'prompts/grammar']; // prettier-ignore

/** What each room of core may import beside itself and the ground. Services may import them all. */
const ROOMS = {
  net: [],
  media: [],
  civitai: ['net'],
  models: ['civitai', 'media'],
  images: ['civitai', 'net', 'media'],
  downloads: ['images', 'net', 'civitai', 'models'],
  gallery: ['images', 'media', 'models', 'civitai'],
  prompts: [],
  training: ['media', 'models'],
};

/** The rooms of core/models: each may import those before it. */
const MODEL_ROOMS = ['modelFile.ts', 'header', 'sidecar', 'scan', 'hashing', 'previews', 'changes', 'library', 'rename', 'identify', 'outputName', 'transfer', 'view']; // prettier-ignore

/**
 * The arrows of the layout.
 * @param {string} target what is held
 * @param {string} from where its imports are looked at
 * @param {string[]} except what it may import there
 */
const arrow = (target, from, except) => ({
  target,
  from,
  except,
  message: `May be imported from there: ${except.join(', ') || 'nothing'}.`,
});

const ARROWS = [
  arrow('./src/core', './src', ['core']),
  arrow('./src/protocol', './src', ['core', 'protocol']),
  arrow('./src/cli', './src', ['core', 'cli']),
  arrow('./src/cli.ts', './src', ['core', 'cli']),
  arrow('./src/ui', './src', ['core', 'protocol', 'ui']),
  arrow('./src/extension.ts', './src', ['core', 'ui']),
  arrow('./webview-ui', './src', ['protocol']),
  arrow('./src', './webview-ui', []),
  arrow('./src', './test', []),
  arrow('./webview-ui', './test', []),
  // Only what puts the program together knows its services.
  arrow('./src/!(core|extension.ts|cli.ts|cli|ui)/**', './src/core/services', []),
  arrow('./src/cli/!(session.ts)', './src/core/services', []),
  arrow('./src/ui/!(platform)/**', './src/core/services', []),
  ...GROUND.map((room) => arrow(`./src/core/${room}`, './src/core', GROUND)),
  ...Object.entries(ROOMS).map(([room, others]) =>
    // The grammar of prompts is ground: a folder inside a room, held above.
    arrow(room === 'prompts' ? './src/core/prompts/!(grammar)/**' : `./src/core/${room}`, './src/core', [
      room,
      ...GROUND,
      ...others,
    ]),
  ),
  ...MODEL_ROOMS.map((room, index) =>
    arrow(`./src/core/models/${room}`, './src/core/models', MODEL_ROOMS.slice(0, index + 1)),
  ),
  arrow('./src/!(core)/**', './node_modules/sharp', []),
  arrow('./src/core/!(media)/**', './node_modules/sharp', []),
  arrow('./webview-ui/!(shared)/**', './node_modules/@vscode/webview-ui-toolkit', []),
  arrow('./webview-ui/shared/!(components.ts)', './node_modules/@vscode/webview-ui-toolkit', []),
];

/** What the elements of a window of VS Code are called in its style sheets. */
const VSCODE_SELECTORS =
  '\\.(monaco|quick-input|suggest|squiggly|markers|view-line|sidebar|activitybar|statusbar|tab\\b|pane\\b|notification)';

/** Words, as an icon such as `$(check)` is not. */
const WORDS = '/(^|[^(a-z-])[a-z]{2}/i';
const TEMPLATE = `TemplateLiteral:has(> TemplateElement[value.raw=${WORDS}])`;
/** A text with words that is written where it is shown. */
const WRITTEN = `:matches(Literal[value=${WORDS}], ${TEMPLATE})`;
/**
 * Calls that are given a text at one of these places.
 * @param {string} call
 * @param {readonly number[]} places
 */
const given = (call, ...places) => [
  ...places.map((place) => `${call}[arguments.${place}.type="Literal"][arguments.${place}.value!=""]`),
  `${call} > ${TEMPLATE}`,
];

/** Places of texts that are read by users: what stands there comes from the bundle. */
const SHOWN = [
  ...given('NewExpression[callee.name=/Problem$/]', 1, 2),
  ...given('CallExpression[callee.name=/^(badAnswer|badHeader|notAPicture)$/]', 0),
  ...given('CallExpression[callee.name=/^(notJson|noExport)$/]', 1),
  `CallExpression:matches([callee.object.name="dialogs"], [callee.object.property.name="dialogs"])[callee.property.name!="execute"] > ${WRITTEN}`,
  `CallExpression[callee.object.property.name="window"][callee.property.name=/^(show|setStatusBarMessage)/] > ${WRITTEN}`,
  `Property[key.name=/^(message|advice|why|reason)$/] > ${WRITTEN}`,
];
/** Those of views and pages. */
const SHOWN_IN_VIEWS = [
  `Property[key.name=/^(title|prompt|detail|description|tooltip|label|spoken|busy)$/] > ${WRITTEN}`,
  ...['[value.type="Literal"]', ` > ${TEMPLATE}`].map((text) => `Property[key.value="aria-label"]${text}`),
  `AssignmentExpression[left.property.name=/^(textContent|title|alt|message|description|tooltip)$/] > ${WRITTEN}`,
  ...given('CallExpression[callee.property.name=/^(say|showText|showMessage)$/]', 0),
  ...given('CallExpression[callee.name="element"]', 2, 3, 4),
  ...given('CallExpression[callee.name="section"][arguments.0.value!="Civitai"]', 0),
];
/**
 * @param {readonly string[]} selectors
 * @returns {['error', ...object[]]}
 */
const textRules = (selectors) => [
  'error',
  ...selectors.map((selector) => ({ selector, message: 'Texts for users come from the bundle: l10n.t(…).' })),
  {
    selector:
      'CallExpression[callee.object.name="l10n"][callee.property.name="t"][arguments.0.type!="Literal"]',
    message: 'What is looked up is written here, so that the bundle is found to need it.',
  },
];

/**
 * Each program of types is made once. The service for editors, which looks for the program of each file, takes half as long again.
 * @param {string} folder
 */
const typesOf = (folder) => ({
  languageOptions: {
    parserOptions: { project: `${folder}/tsconfig.json`, tsconfigRootDir: import.meta.dirname },
  },
});

export default defineConfig(
  { ignores: ['dist/', 'node_modules/', '.vscode-test/', 'test-results/'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mjs', '.js'] })] },
    ...typesOf('.'),
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: ARROWS }],
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vscode', message: 'Only src/ui and src/extension.ts know the editor.' }] },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'smart'],
    },
  },
  { files: ['test/ui/**'], ...typesOf('test/ui') },
  { files: ['webview-ui/**'], ...typesOf('webview-ui') },
  {
    files: ['src/ui/**', 'src/extension.ts', 'test/host/**', 'test/bench/editor/**'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    // Plain JavaScript has no way to say what JSON.parse gives: its checks are those of the type checker.
    files: ['**/*.mjs'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  { files: ['src/**'], rules: { 'no-restricted-syntax': textRules(SHOWN) } },
  {
    files: ['src/ui/**', 'src/extension.ts', 'webview-ui/**'],
    rules: { 'no-restricted-syntax': textRules([...SHOWN, ...SHOWN_IN_VIEWS]) },
  },
  {
    files: ['test/ui/*.ts', 'test/vsix/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `Literal[value=/${VSCODE_SELECTORS}/]`,
          message: 'Selectors of VS Code stand in test/ui/support/screen.ts.',
        },
      ],
    },
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);

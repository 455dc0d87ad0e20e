import tseslint from 'typescript-eslint';

/**
 * Says what a folder must not import, so that the arrows of the layout hold.
 * @returns {import('eslint').Linter.RulesRecord}
 */
const mayNotImport = (/** @type {string[]} */ names, /** @type {string} */ why) => ({
  'no-restricted-imports': ['error', { patterns: [{ group: names, message: why }] }],
});

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.vscode-test/', 'test-results/', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'smart'],
    },
  },
  {
    files: ['src/core/**', 'src/cli.ts', 'src/cli/**', 'src/protocol/**', 'webview-ui/**'],
    rules: mayNotImport(['vscode', '**/ui/**'], 'Only src/extension.ts and src/ui may touch the editor.'),
  },
  {
    files: ['src/core/civitai/**', 'src/core/files/**'],
    rules: mayNotImport(
      ['vscode', '**/ui/**', '**/models/**'],
      'core/civitai and core/files stand below the other parts of core.',
    ),
  },
  {
    files: ['src/core/prompts/**', 'src/core/threads/**'],
    rules: mayNotImport(
      ['vscode', '**/ui/**', '**/models/**', '**/civitai/**'],
      'Prompts know nothing of models: what they need of them is handed to them.',
    ),
  },
  {
    files: ['test/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
);

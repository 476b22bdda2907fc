import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/** Time and chance are parameters: only src/clock reads the machine's. */
const REAL_TIME = [
  {
    selector: "NewExpression[callee.name='Date']",
    message: 'Take the time as a parameter (src/clock).',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time as a parameter (src/clock).',
  },
  {
    selector:
      "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|local|utc)$/][arguments.length=0]",
    message: 'Take the time as a parameter (src/clock).',
  },
];
const CHANCE = {
  selector: "MemberExpression[object.name='Math'][property.name='random']",
  message: 'Take the source of chance as a parameter.',
};

export default defineConfig(
  { ignores: ['dist/', 'data/', 'coverage/', 'node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [ts.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // The compiler finds unknown names, and knows more of them.
      'no-undef': 'off',
      // Numbers print as they are; what else stands in a template must be text already.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A callback that only calls something may be written short.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      // A string is spread into its characters, which is what Chinese text wants.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'adapters/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-restricted-syntax': ['error', ...REAL_TIME, CHANCE],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
    },
  },
  // Brands are made by assertion, and nowhere else.
  { files: ['src/model/ids.ts'], rules: { '@typescript-eslint/consistent-type-assertions': 'off' } },
  // PostgreSQL gives counts and sums as text, whatever their type says.
  { files: ['src/store/**/*.ts'], rules: { '@typescript-eslint/no-unnecessary-type-conversion': 'off' } },
  // Where the real clock is made.
  { files: ['src/clock/**/*.ts'], rules: { 'no-restricted-syntax': 'off' } },
  // Where the running program is put together: the machine's chance is handed in here.
  {
    files: ['src/cli/start.ts'],
    rules: { 'no-restricted-syntax': ['error', ...REAL_TIME] },
  },
  {
    files: ['tests/**/*.ts'],
    rules: {
      // Matchers take whatever they are given.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A test may say with "!" what the line before it has checked.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Fakes of asynchronous seams have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  // Scripts and this file are plain JavaScript on Node.
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly', Buffer: 'readonly' } },
  },
);

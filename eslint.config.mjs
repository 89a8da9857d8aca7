// Lint: strict TypeScript, Astro and MDX, and the import table of ARCHITECTURE.md as a rule.
import eslint from '@eslint/js';
import astro from 'eslint-plugin-astro';
import boundaries from 'eslint-plugin-boundaries';
import * as mdx from 'eslint-plugin-mdx';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Which room may import which; `door` is the engine's `index.ts`. Every other import between rooms is an error. */
const IMPORTS = {
  engine: ['engine'],
  labs: ['labs', 'door', 'workbench-contract'],
  'workbench-contract': ['workbench-contract'],
  workbench: ['workbench', 'workbench-contract', 'learner'],
  player: ['player', 'engine'],
  figures: ['figures', 'player', 'door'],
  learner: ['learner', 'workbench-contract'],
  content: ['components', 'content', 'door'],
  components: [
    'components',
    'content',
    'door',
    'labs',
    'workbench',
    'workbench-contract',
    'player',
    'figures',
    'learner',
    'styles',
  ],
  layouts: ['layouts', 'components', 'content', 'styles'],
  pages: ['pages', 'layouts', 'components', 'content', 'styles'],
};

const target = (room) =>
  room === 'door'
    ? { element: { type: 'engine' }, file: { categories: 'door' } }
    : { element: { type: room } };

export default defineConfig(
  {
    ignores: [
      'dist/',
      '.astro/',
      'node_modules/',
      'src/labs/*/wrong/',
      'tests/**/fixtures/',
      'test-results/',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.strict,
  ...astro.configs['flat/recommended'],
  {
    files: ['**/*.{ts,tsx,mjs}'],
    languageOptions: { globals: { URL: 'readonly', console: 'readonly', process: 'readonly' } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-globals': 'off',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/engine/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'Date', message: 'A chain has no clock of its own: take the time as an argument.' },
        { name: 'crypto', message: 'Randomness is passed in: take a Random.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is passed in: take a Random.' },
      ],
    },
  },
  {
    files: ['src/labs/*/starter.ts'],
    rules: { '@typescript-eslint/no-unused-vars': 'off' },
  },
  {
    ...mdx.flat,
    rules: {
      ...mdx.flat.rules,
      'no-unused-expressions': 'off',
      // This rule looks for tokens that an expression in MDX does not have, and throws.
      'no-unexpected-multiline': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
    },
  },
  {
    // The components that Lab.astro hands to a lab's brief and debrief.
    files: ['src/labs/**/*.mdx'],
    languageOptions: {
      globals: {
        Aside: 'readonly',
        Computed: 'readonly',
        Snippet: 'readonly',
        Source: 'readonly',
        Term: 'readonly',
      },
    },
  },
  {
    files: ['**/*.{ts,tsx,astro,mdx}'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/include': ['src/**/*'],
      'boundaries/files': [
        { category: 'door', pattern: 'src/engine/index.ts' },
        { category: 'schemas', pattern: 'src/content.config.ts' },
      ],
      'boundaries/elements': [
        { type: 'engine', pattern: 'src/engine' },
        { type: 'labs', pattern: 'src/labs' },
        { type: 'workbench-contract', pattern: 'src/workbench/contract' },
        { type: 'workbench', pattern: 'src/workbench' },
        { type: 'player', pattern: 'src/player' },
        { type: 'figures', pattern: 'src/figures' },
        { type: 'learner', pattern: 'src/learner' },
        { type: 'components', pattern: 'src/components' },
        { type: 'content', pattern: 'src/content' },
        { type: 'pages', pattern: 'src/pages' },
        { type: 'layouts', pattern: 'src/layouts' },
        { type: 'styles', pattern: 'src/styles' },
      ],
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            { from: { file: { categories: 'schemas' } }, allow: { to: { element: { type: 'content' } } } },
            ...Object.entries(IMPORTS).flatMap(([from, rooms]) =>
              rooms.map((room) => ({ from: { element: { type: from } }, allow: { to: target(room) } })),
            ),
          ],
        },
      ],
    },
  },
);

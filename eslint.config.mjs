import n from 'eslint-plugin-n';
import tseslint from 'typescript-eslint';

const httpClients = ['axios', 'undici', 'got', 'node-fetch', 'node:http', 'node:https', 'http', 'https'];

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '.data/', 'coverage/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    plugins: { n },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/require-await': 'error',
      '@typescript-eslint/promise-function-async': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A caller who names what a driver's rows or a thread's results are is better off than one who casts.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      // Nest's modules are classes without members, and its constructors hold injected values.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Nest, Express and TypeORM hand out their classes' shapes without their constructors.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // What is told to people stays in one piece, to be found by its words.
      'max-len': ['error', { code: 160, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
      'n/no-process-env': 'error',
      'n/no-sync': 'error',
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Outgoing calls go through HttpService of @nestjs/axios.' }],
    },
  },
  {
    files: ['src/**'],
    ignores: ['src/platform/http/**', 'src/platform/upstream/**', 'src/platform/embedded/**', '**/*.spec.ts'],
    rules: { 'no-restricted-imports': ['error', { paths: httpClients.map((name) => ({ name, message: 'Outgoing calls go through HttpService of @nestjs/axios.' })) }] },
  },
  { files: ['src/platform/config/**'], rules: { 'n/no-process-env': 'off', 'n/no-sync': 'off' } },
  {
    files: ['test/**', '**/*.spec.ts', 'bench/**', 'chaos/**', 'fuzz/**'],
    rules: {
      'n/no-process-env': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.{js,mjs,cjs}'], ...tseslint.configs.disableTypeChecked, rules: { ...tseslint.configs.disableTypeChecked.rules, 'n/no-process-env': 'off' } },
);

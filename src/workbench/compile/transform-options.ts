/** How esbuild turns a learner's TypeScript into a module: the same in the browser and in Node. */

/** Options of esbuild's `transform` for a file called `entry`. Types are dropped, never checked: a type error still runs. */
export const transformOptions = (entry: string) =>
  ({
    loader: 'ts',
    format: 'esm',
    target: 'es2022',
    sourcemap: 'external',
    sourcefile: entry,
    legalComments: 'none',
    // Deep nesting would otherwise be indented without end: a file of 900 kB came to 40 GB.
    lineLimit: 1_000,
    logLevel: 'silent',
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  }) as const;

/** Where the project's own labs and engine are. */
import { resolve } from 'node:path';
import { root } from '../runtime/bundle.ts';

/** The folder of labs and the engine's door. */
export const ownLabs = {
  labsFolder: resolve(root, 'src/labs'),
  engineEntry: resolve(root, 'src/engine/index.ts'),
} as const;

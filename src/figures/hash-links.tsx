/** Figure: blocks that name their parents by hash, and what one edit does to all that come after. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'hash-links',
  title: 'A chain of hashes, to break and to repair',
  caption:
    'Change a letter in block 1. Its id changes, so block 2 names a parent that no longer exists. Re-mine block 1 and look again: the break has moved, not gone. Count what it costs to repair the whole chain, then change the last block and compare.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./hash-links/view.tsx') : undefined,
  load: () => import('./hash-links/view.tsx'),
});

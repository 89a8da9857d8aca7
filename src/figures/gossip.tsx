/** Figure: a block on its way through a network, and how long its size keeps the last nodes waiting. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'gossip',
  title: 'A block finds its way',
  caption:
    'Each ring is one hop from the node that built the block; squares are copies under way. Play it, then double the size: every hop has to send the whole block before the next can begin. While a node waits it builds on the old block, and that work is lost.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./gossip/view.tsx') : undefined,
  load: () => import('./gossip/view.tsx'),
});

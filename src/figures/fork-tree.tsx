/** Figure: a block tree in which nodes disagree for a while, and what a reorganisation undoes. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'fork-tree',
  title: 'Two blocks at one height, and one must go',
  caption:
    'Step forward and watch the numbered marks: each is a node, standing at the block it builds on. When two blocks share a height the nodes part; the next block decides, and whoever stood on the other branch undoes it. Lengthen the delay of a link and count how many blocks are left behind.',
  seed: 2,
  built: import.meta.env.SSR ? await import('./fork-tree/view.tsx') : undefined,
  load: () => import('./fork-tree/view.tsx'),
});

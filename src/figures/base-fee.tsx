/** Figure: the base fee as it follows the blocks, up after full ones and down after empty ones. */
import { defineFigure } from './figure.tsx';

export default defineFigure({
  name: 'base-fee',
  title: 'The fee that follows demand',
  caption:
    'From block 10 to 39 more want in. Full blocks push the base fee up by an eighth each, the most that the rule allows, until enough have turned away for half a block to be the answer. Set the demand lower than usual, or to nothing, and watch it fall.',
  seed: 1,
  built: import.meta.env.SSR ? await import('./base-fee/view.tsx') : undefined,
  load: () => import('./base-fee/view.tsx'),
});

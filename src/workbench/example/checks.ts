/** The one check of every example: `main` runs to its end; what it prints is the result. */
import { lab } from '../contract/lab.ts';

interface Example {
  readonly main: () => unknown;
}

export default lab<Example>({ main: 0 }, (check) => {
  check('The example runs to its end', async ({ learner }) => {
    await learner.main();
  });
});

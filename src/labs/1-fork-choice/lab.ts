/** The manifest of the lab on choosing between branches, by work and by votes. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifest: LabManifest = {
  id: 'fork-choice',
  title: 'Which branch counts?',
  version: 1,
  replaces: 'ForkChoice',
  withholds: ['heaviestChain', 'lmdGhost', 'ForkChoiceStore'],
  entry: 'fork-choice.ts',
  budgetMs: 8000,
  seeds: [1, 2, 3],
  minutes: 30,
  buildsOn: [],
};

export default manifest;

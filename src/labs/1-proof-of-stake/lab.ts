/** The manifest of the lab on drawing who proposes the next block. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifest: LabManifest = {
  id: 'proof-of-stake',
  title: 'Draw a proposer',
  version: 1,
  replaces: 'DrawProposer',
  withholds: ['drawProposer'],
  entry: 'proof-of-stake.ts',
  budgetMs: 8000,
  seeds: [1, 2, 3],
  minutes: 20,
  buildsOn: [],
};

export default manifest;

/** Manifest of the lab on hash links: what it replaces, how long it may run, and the seeds every grading uses. */
import type { LabManifest } from '../../workbench/contract/types.ts';

const manifest: LabManifest = {
  id: 'hash-links',
  title: 'Hash a header, check a chain',
  version: 1,
  replaces: 'HashHeader, VerifyChain',
  withholds: ['headerId', 'encodeHeader', 'verifyChain'],
  entry: 'hash-links.ts',
  budgetMs: 5000,
  seeds: [1, 2009, 103],
  minutes: 15,
  buildsOn: [],
};

export default manifest;

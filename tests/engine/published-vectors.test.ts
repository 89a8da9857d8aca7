/** The engine against published vectors, where the folder with them stands beside the project. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runFile, runFolder } from '../../tools/vectors/run.ts';

const folder = fileURLToPath(new URL('../../../shared/vectors', import.meta.url));
const NEEDED = [
  'bip143_sighash.json',
  'bip327_musig2.json',
  'bip340_schnorr.json',
  'bitcoin_blocks.json',
  'bitcoin_transactions.json',
  'ethereum_difficulty.json',
  'ethereum_fees.json',
  'ethereum_fork_choice.json',
  'ethereum_keys_tx.json',
  'ethereum_rlp.json',
  'ethereum_trie.json',
  'kzg_blobs_cells.json',
  'kzg_trusted_setup.json',
  'kzg_verify_cells.json',
  'kzg_verify_proof.json',
  'lms_verify.json',
  'mldsa44_verify.json',
  'siphash_2_4.json',
];

describe('published vectors', () => {
  test.skipIf(!existsSync(folder))(
    'every vector that this part of the engine has a say on passes (skipped where ../shared/vectors is not there)',
    async () => {
      const reports = await runFolder(folder);
      expect(
        reports.flatMap(({ file, failures }) => failures.map((failure) => `${file}: ${failure}`)),
      ).toEqual([]);
      for (const file of NEEDED) {
        expect(reports.find((report) => report.file === file)).toMatchObject({ failed: 0, skipped: [] });
      }
    },
    // The points of a trusted setup and the commitments of blobs take some seconds of work.
    240_000,
  );
});

describe('the vector runner', () => {
  const report = (cases: unknown) => runFile('made-up.json', JSON.stringify({ cases }));

  test('counts a wrong expectation as a failure', () => {
    const wrong = {
      kind: 'basefee',
      parentBaseFee: '8',
      parentGasUsed: '2',
      parentGasTarget: '1',
      expectedBaseFee: '8',
    };
    expect(report([wrong, { ...wrong, expectedBaseFee: '9' }])).toMatchObject({
      cases: 2,
      passed: 1,
      failed: 1,
    });
  });

  test('counts an invalid encoding that is accepted as a failure', () => {
    expect(report([{ kind: 'invalid', in: 'INVALID', out: '0x80' }])).toMatchObject({ passed: 0, failed: 1 });
  });

  test('says why a file is skipped, once for each of its cases', () => {
    const { cases, passed, skipped } = report([{ unheard: 1 }, { unheard: 2 }]);
    expect({ cases, passed, skipped: skipped.length }).toEqual({ cases: 2, passed: 0, skipped: 2 });
    expect(skipped[0]).toMatch(/no part yet/);
  });

  test('says that a proof cannot be checked without the trusted setup, and does not pass it', () => {
    const proof = { commitment: '0x', z: '0x', y: '0x', proof: '0x', output: null };
    expect(report([proof])).toMatchObject({
      passed: 0,
      failed: 0,
      skipped: [expect.stringMatching(/setup/)],
    });
  });

  test('never lets a damaged file pass', () => {
    expect(runFile('damaged.json', '{"cases": [').failed).toBe(1);
    expect(report([]).failed).toBe(1);
    expect(report([{ kind: 'basefee' }]).failed).toBe(1);
  });
});

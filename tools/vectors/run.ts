// Runs every vector file of a folder through the engine: it knows formats, and no case by heart.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ready } from '../../src/engine/foundation/keys.ts';
import { bip143Sighash } from './bip143-sighash.ts';
import { bip327MuSig2 } from './bip327-musig2.ts';
import { bip340Schnorr } from './bip340-schnorr.ts';
import { bitcoinBlocks } from './bitcoin-blocks.ts';
import { bitcoinTransactions } from './bitcoin-transactions.ts';
import { bolt3Commitment } from './bolt3-commitment.ts';
import { bolt3SecretsKeys } from './bolt3-secrets-keys.ts';
import { bolt4Onion } from './bolt4-onion.ts';
import { closedFormFacts } from './closed-form-facts.ts';
import { ethereumDifficulty } from './ethereum-difficulty.ts';
import { ethereumFees } from './ethereum-fees.ts';
import { ethereumForkChoice } from './ethereum-fork-choice.ts';
import { ethereumKeys } from './ethereum-keys.ts';
import { ethereumRlp } from './ethereum-rlp.ts';
import { ethereumTrie } from './ethereum-trie.ts';
import { has } from './format.ts';
import type { Format, Inputs, VectorCase } from './format.ts';
import { ics23Proofs } from './ics23-proofs.ts';
import { kzgBlobs } from './kzg-blobs.ts';
import { kzgCellProofs, kzgPointProofs } from './kzg-proofs.ts';
import { kzgSetup } from './kzg-setup.ts';
import { optimismFaultGame } from './optimism-fault-game.ts';
import { lms } from './lms.ts';
import { mlDsa } from './ml-dsa.ts';
import { sipHash } from './siphash.ts';
import { starkRescuePrime } from './stark-rescue-prime.ts';

const FORMATS: readonly Format[] = [
  bitcoinBlocks,
  bitcoinTransactions,
  bip143Sighash,
  bip327MuSig2,
  sipHash,
  ethereumFees,
  ethereumRlp,
  ethereumTrie,
  ethereumKeys,
  ethereumDifficulty,
  ethereumForkChoice,
  bip340Schnorr,
  kzgSetup,
  kzgPointProofs,
  kzgCellProofs,
  kzgBlobs,
  lms,
  mlDsa,
  optimismFaultGame,
  bolt3Commitment,
  bolt3SecretsKeys,
  bolt4Onion,
  ics23Proofs,
  starkRescuePrime,
  closedFormFacts,
];

/** What became of one file. `skipped` holds one reason for each case that was not run. */
export interface FileReport {
  readonly file: string;
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** A file's report with what failed, in words. */
export interface DetailedReport extends FileReport {
  readonly failures: readonly string[];
}

const isCase = (value: unknown): value is VectorCase =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keeps every digit of a whole number beyond 2^53 − 1, which JSON.parse alone would round. */
function wholeNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return context?.source !== undefined && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

const NO_INPUTS: Inputs = { find: () => undefined };

/** The cases of a file's text; none when it is damaged, which {@link runFile} reports. */
function casesOf(content: string): readonly VectorCase[] {
  try {
    const document: unknown = JSON.parse(content);
    const cases = isCase(document) ? document['cases'] : undefined;
    return Array.isArray(cases) ? cases.filter(isCase) : [];
  } catch {
    return [];
  }
}

/** What the files of a folder hold for each other, looked for once. */
function inputsOf(contents: readonly string[]): Inputs {
  const found = new Map<string, VectorCase | undefined>();
  return {
    find(...names) {
      const wanted = names.join();
      if (!found.has(wanted)) {
        const likely = contents.filter((content) => names.every((name) => content.includes(`"${name}"`)));
        found.set(
          wanted,
          likely.flatMap(casesOf).find((one) => has(one, ...names)),
        );
      }
      return found.get(wanted);
    },
  };
}

/** Runs the cases of one file's text. A file that is no JSON or has no cases is a failure, never a pass. */
export function runFile(file: string, content: string, inputs: Inputs = NO_INPUTS): DetailedReport {
  const unreadable = (why: string): DetailedReport => ({
    file,
    cases: 0,
    passed: 0,
    failed: 1,
    skipped: [],
    failures: [why],
  });
  let document: unknown;
  try {
    document = JSON.parse(content, wholeNumbers);
  } catch (error) {
    return unreadable(`not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const cases = isCase(document) ? document['cases'] : undefined;
  if (!Array.isArray(cases) || cases.length === 0) return unreadable('the file has no list of cases');

  const format = FORMATS.find(({ recognises }) => cases.some((one) => isCase(one) && recognises(one)));
  if (format === undefined) {
    const reason = 'the engine has no part yet that these cases test';
    return {
      file,
      cases: cases.length,
      passed: 0,
      failed: 0,
      skipped: cases.map(() => reason),
      failures: [],
    };
  }
  let passed = 0;
  const skipped: string[] = [];
  const failures: string[] = [];
  for (const [index, one] of cases.entries()) {
    try {
      if (!isCase(one)) throw new Error('the case is no object');
      const reason = format.run(one, inputs, isCase(document) ? document : {});
      if (reason === undefined) passed += 1;
      else skipped.push(reason);
    } catch (error) {
      const name = isCase(one) && typeof one['name'] === 'string' ? ` (${one['name']})` : '';
      failures.push(`case ${index}${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return { file, cases: cases.length, passed, failed: failures.length, skipped, failures };
}

/** Runs every `.json` file of `folder`, in order of name. @throws when the folder cannot be read */
export async function runFolder(folder: string): Promise<readonly DetailedReport[]> {
  await ready();
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  const inputs = inputsOf(contents);
  return files.map((file, index) => runFile(file, contents[index] ?? '', inputs));
}

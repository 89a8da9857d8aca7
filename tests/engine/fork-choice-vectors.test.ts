/** The fork choice store and Ethereum's difficulty against cases that nobody here wrote. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  frontierDifficulty,
  homesteadDifficulty,
} from '../../src/engine/layer1/consensus/ethereum-difficulty.ts';
import { ForkChoiceStore, type Checkpoint } from '../../src/engine/layer1/consensus/fork-choice-store.ts';
import { slot, type Hash } from '../../src/engine/foundation/units.ts';

const folder = fileURLToPath(new URL('../../../shared/vectors/', import.meta.url));
const load = <T>(file: string): readonly T[] => {
  const path = `${folder}${file}`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { cases: T[] }).cases : [];
};

interface Op {
  readonly op: string;
  readonly slot: number;
  readonly root: Hash;
  readonly parent_root: Hash;
  readonly block_root: Hash;
  readonly head_block_root: Hash;
  readonly latest_valid_ancestor_root: Hash | null;
  readonly finalized_root: Hash;
  readonly prune_threshold: number | 'max';
  readonly expected_len: number;
  readonly validator_index: number;
  readonly target_epoch: number;
  readonly weight: number;
  readonly expected_head: Hash;
  readonly proposer_boost_root?: Hash;
  readonly justified_checkpoint: Checkpoint;
  readonly finalized_checkpoint: Checkpoint;
  readonly justified_state_balances: readonly number[] | { readonly repeat: number; readonly count: number };
}
interface ForkChoiceCase {
  readonly name: string;
  readonly finalized_block_slot: number;
  readonly justified_checkpoint: Checkpoint;
  readonly finalized_checkpoint: Checkpoint;
  readonly ops: readonly Op[];
}
interface DifficultyCase {
  readonly set: string;
  readonly name: string;
  readonly rule: 'frontier' | 'homestead';
  readonly parentTimestamp: string;
  readonly parentDifficulty: string;
  readonly currentTimestamp: string;
  readonly currentBlockNumber: string;
  readonly expectedDifficulty: string;
}

const balancesOf = (given: Op['justified_state_balances']): bigint[] =>
  'repeat' in given ? Array.from({ length: given.count }, () => BigInt(given.repeat)) : given.map(BigInt);

function play(store: ForkChoiceStore, op: Op): void {
  const search = (): ReturnType<ForkChoiceStore['findHead']> =>
    store.findHead({
      justified: op.justified_checkpoint,
      finalized: op.finalized_checkpoint,
      balances: balancesOf(op.justified_state_balances),
      ...(op.proposer_boost_root && { boost: op.proposer_boost_root }),
    });
  if (op.op === 'processBlock')
    store.addBlock({
      root: op.root,
      parent: op.parent_root,
      slot: slot(op.slot),
      justified: op.justified_checkpoint,
      finalized: op.finalized_checkpoint,
    });
  else if (op.op === 'processAttestation')
    store.addVote({ validator: op.validator_index, block: op.block_root, targetEpoch: op.target_epoch });
  else if (op.op === 'findHead' || op.op === 'proposerBoostFindHead')
    expect(search()).toEqual({ ok: true, value: op.expected_head });
  else if (op.op === 'invalidFindHead') expect(search().ok).toBe(false);
  else if (op.op === 'prune') {
    store.prune(
      op.finalized_root,
      op.prune_threshold === 'max' ? Number.POSITIVE_INFINITY : op.prune_threshold,
    );
    expect(store.size).toBe(op.expected_len);
  } else if (op.op === 'invalidatePayload')
    store.invalidatePayload(op.head_block_root, op.latest_valid_ancestor_root);
  else if (op.op === 'assertWeight') expect(store.weightOf(op.block_root)).toBe(BigInt(op.weight));
  else throw new Error(`The vectors have an operation that this test does not know: ${op.op}`);
}

const forkChoice = load<ForkChoiceCase>('ethereum_fork_choice.json');
const difficulty = load<DifficultyCase>('ethereum_difficulty.json');

describe.skipIf(forkChoice.length === 0)('the fork choice store agrees with the published scenarios', () => {
  test.each(forkChoice.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => {
    const store = new ForkChoiceStore({
      root: scenario.finalized_checkpoint.root,
      slot: slot(scenario.finalized_block_slot),
      justified: scenario.justified_checkpoint,
      finalized: scenario.finalized_checkpoint,
    });
    for (const op of scenario.ops) play(store, op);
  });
});

describe.skipIf(difficulty.length === 0)("Ethereum's difficulty agrees with the published blocks", () => {
  test.each(difficulty.map((row) => [`${row.set} ${row.name}, ${row.rule}`, row] as const))(
    '%s',
    (_, row) => {
      const next = row.rule === 'frontier' ? frontierDifficulty : homesteadDifficulty;
      expect(
        next({
          parentDifficulty: BigInt(row.parentDifficulty),
          parentTimestamp: BigInt(row.parentTimestamp),
          timestamp: BigInt(row.currentTimestamp),
          number: BigInt(row.currentBlockNumber),
        }),
      ).toBe(BigInt(row.expectedDifficulty));
    },
  );
});

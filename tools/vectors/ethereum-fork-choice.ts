// LMD-GHOST with checkpoints, moving votes, proposer boost, pruning and invalid payloads: operations on one store.
import type { Hash } from '../../src/engine/foundation/units.ts';
import { slot } from '../../src/engine/foundation/units.ts';
import { ForkChoiceStore } from '../../src/engine/layer1/consensus/fork-choice-store.ts';
import type { Checkpoint } from '../../src/engine/layer1/consensus/fork-choice-store.ts';
import { expectSame, has, integer, list, number, text } from './format.ts';
import type { Format, VectorCase } from './format.ts';

const root = (one: VectorCase, name: string): Hash => text(one, name) as Hash;

function fieldsOf(value: unknown, what: string): VectorCase {
  if (typeof value !== 'object' || value === null) throw new Error(`${what} is no object: ${String(value)}`);
  return value as VectorCase;
}

function checkpoint(one: VectorCase, name: string): Checkpoint {
  const fields = fieldsOf(one[name], name);
  return { epoch: number(fields, 'epoch'), root: root(fields, 'root') };
}

function balances(one: VectorCase): readonly bigint[] {
  const given = one['justified_state_balances'];
  if (Array.isArray(given)) return given.map((balance: unknown) => BigInt(String(balance)));
  const fields = fieldsOf(given, 'justified_state_balances');
  return Array.from({ length: number(fields, 'count') }, () => integer(fields, 'repeat'));
}

const search = (store: ForkChoiceStore, op: VectorCase): ReturnType<ForkChoiceStore['findHead']> =>
  store.findHead({
    justified: checkpoint(op, 'justified_checkpoint'),
    finalized: checkpoint(op, 'finalized_checkpoint'),
    balances: balances(op),
    ...(typeof op['proposer_boost_root'] === 'string' && { boost: root(op, 'proposer_boost_root') }),
  });

function findHead(store: ForkChoiceStore, op: VectorCase): void {
  const found = search(store, op);
  expectSame('head', found.ok ? found.value : found.rejection.code, text(op, 'expected_head'));
}

const OPERATIONS: Readonly<Record<string, (store: ForkChoiceStore, op: VectorCase) => void>> = {
  findHead,
  proposerBoostFindHead: findHead,
  invalidFindHead(store, op) {
    const found = search(store, op);
    if (found.ok) throw new Error(`a head was found where there is none: ${found.value}`);
  },
  processBlock(store, op) {
    store.addBlock({
      root: root(op, 'root'),
      parent: root(op, 'parent_root'),
      slot: slot(number(op, 'slot')),
      justified: checkpoint(op, 'justified_checkpoint'),
      finalized: checkpoint(op, 'finalized_checkpoint'),
    });
  },
  processAttestation(store, op) {
    store.addVote({
      validator: number(op, 'validator_index'),
      block: root(op, 'block_root'),
      targetEpoch: number(op, 'target_epoch'),
    });
  },
  prune(store, op) {
    const threshold =
      op['prune_threshold'] === 'max' ? Number.POSITIVE_INFINITY : number(op, 'prune_threshold');
    store.prune(root(op, 'finalized_root'), threshold);
    expectSame('blocks left', store.size, number(op, 'expected_len'));
  },
  invalidatePayload(store, op) {
    const ancestor = op['latest_valid_ancestor_root'];
    store.invalidatePayload(
      root(op, 'head_block_root'),
      typeof ancestor === 'string' ? (ancestor as Hash) : null,
    );
  },
  assertWeight(store, op) {
    expectSame(
      `weight of ${text(op, 'block_root')}`,
      store.weightOf(root(op, 'block_root')),
      integer(op, 'weight'),
    );
  },
};

export const ethereumForkChoice: Format = {
  name: 'LMD-GHOST scenarios',
  recognises: (first) => has(first, 'ops', 'justified_checkpoint', 'finalized_checkpoint'),
  run(one) {
    const finalized = checkpoint(one, 'finalized_checkpoint');
    const store = new ForkChoiceStore({
      root: finalized.root,
      slot: slot(number(one, 'finalized_block_slot')),
      justified: checkpoint(one, 'justified_checkpoint'),
      finalized,
    });
    for (const [index, op] of list(one, 'ops').entries()) {
      const fields = fieldsOf(op, 'an operation');
      const name = text(fields, 'op');
      if (!Object.hasOwn(OPERATIONS, name)) throw new Error(`unknown operation ${name}`);
      try {
        OPERATIONS[name]?.(store, fields);
      } catch (error) {
        throw new Error(
          `operation ${index} (${name}): ${error instanceof Error ? error.message : String(error)}`,
          { cause: error },
        );
      }
    }
    return undefined;
  },
};

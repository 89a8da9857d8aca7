/**
 * Derivation: layer 2 as a pure function of layer 1. Whoever reads the same blocks below has the same chain above, whatever
 * the sequencer says or does not say (after the OP Stack specification, "L2 chain derivation", in a form of our own).
 *
 * For each block B of layer 1, in order: the batches posted in it are applied, as far as they hold; then, if layer 2 has not yet read up to
 * block B − window, a block of layer 2 with all messages up to there follows by itself. A batch holds if it can be read, names the last block of layer 2
 * as its parent, has read up to a block from B − window to B − 1 and no less than its parent, is signed by all who send in it, and each of its
 * transfers can be paid. Any other batch is skipped as a whole, and whoever posted it has paid for it.
 */
import { ok, reject } from '../../foundation/result.ts';
import type { Rejection, Result } from '../../foundation/result.ts';
import type { Hash } from '../../foundation/units.ts';
import type { SealedBlock } from '../../layer1/chain/contract-chain.ts';
import type { RegisteredKey } from '../../layer1/scaling/bls-signature.ts';
import { applyCompactTransfer, applyInboxMessage } from './apply-rollup.ts';
import { rollupBatchMessage, checkBlsBatch } from './batch-signature.ts';
import { decodeCompactBatch, encodeUnsignedBatch } from './compact-batch.ts';
import type { CompactBatch } from './compact-batch.ts';
import { readBatches, readEpoch } from './read-inbox.ts';
import type { L1Epoch } from './read-inbox.ts';
import { sealL2Block } from './rollup-config.ts';
import type { AppliedMessage, L1Origin, L2Block, RollupConfig } from './rollup-config.ts';
import { createRollupState, rollupAccountAt } from './rollup-state.ts';
import type { RollupState } from './rollup-state.ts';

/** Layer 2 from layer 1, genesis included; the labs' type for a learner's derivation. The blocks of layer 1 are those after the rollup's start, in order. */
export type DeriveChain = (l1: readonly SealedBlock[], config: RollupConfig) => readonly L2Block[];

/** How far derivation has come. */
export interface DerivationCursor {
  /** The last block of layer 2. */
  readonly head: L2Block;
  /** Blocks of layer 1 after the head's origin, whose messages have not been taken in. */
  readonly waiting: readonly L1Epoch[];
}

/** A batch that did not hold. */
export interface SkippedBatch {
  /** The block of layer 1 in which it stands. */
  readonly height: number;
  readonly rejection: Rejection;
}

/** What one block of layer 1 leads to. */
export interface DerivationStep {
  readonly cursor: DerivationCursor;
  /** Blocks of layer 2 that are new. */
  readonly blocks: readonly L2Block[];
  readonly skipped: readonly SkippedBatch[];
}

const NO_PARENT = `0x${'00'.repeat(32)}` as Hash;

/** The rollup before anything has happened. */
export const rollupGenesis = ({ start, accounts = [] }: RollupConfig): L2Block =>
  sealL2Block({
    ...{ number: 0, parent: NO_PARENT, origin: start, source: 'genesis', messages: [], transfers: [] },
    state: createRollupState(accounts),
  });

/** Where derivation begins. */
export const startDerivation = (config: RollupConfig): DerivationCursor => ({
  head: rollupGenesis(config),
  waiting: [],
});

/** What stands at the beginning of a block of layer 2: the state once all messages up to its origin are in. */
export interface OpenedEpoch {
  readonly origin: L1Origin;
  readonly state: RollupState;
  readonly messages: readonly AppliedMessage[];
  /** Blocks of layer 1 after the origin. */
  readonly waiting: readonly L1Epoch[];
}

/**
 * The beginning of the next block of layer 2 with its origin at `height`, or null when layer 1 has no such block that layer 2 has not
 * read past. Messages that cannot be obeyed change nothing, and nobody can hold up the chain with them.
 */
export function openEpoch({ head, waiting }: DerivationCursor, height: number): OpenedEpoch | null {
  const taken = waiting.filter(({ origin }) => origin.height <= height);
  const origin = taken.at(-1)?.origin ?? head.origin;
  if (origin.height !== height) return null;
  let { state } = head;
  const messages = taken
    .flatMap((epoch) => epoch.messages)
    .map((message): AppliedMessage => {
      const applied = applyInboxMessage(state, message);
      if (applied.ok) state = applied.value;
      return { message, outcome: applied.ok ? 'ok' : applied.rejection.code };
    });
  return { origin, state, messages, waiting: waiting.slice(taken.length) };
}

const refuse = (code: string, message: string, received: unknown, expected: unknown): Result<never> =>
  reject({ code, rule: 'Strata rollup, derivation', message, received, expected });

const checkOf = (hash: Hash): string => hash.slice(0, 42);

/** The state after the transfers of a batch, and the keys of all who send in it. */
function applyTransfers(
  opened: OpenedEpoch,
  { transfers }: CompactBatch,
  config: RollupConfig,
): Result<{ readonly state: RollupState; readonly signers: readonly RegisteredKey[] }> {
  const signers = new Map<number, RegisteredKey>();
  let { state } = opened;
  for (const [at, transfer] of transfers.entries()) {
    if (!signers.has(transfer.from)) {
      const key = rollupAccountAt(opened.state, transfer.from)?.blsKey ?? null;
      if (key === null)
        return refuse(
          'sender-without-key',
          `The sender of transfer ${at} cannot sign.`,
          transfer.from,
          'a registered key',
        );
      signers.set(transfer.from, key);
    }
    const applied = applyCompactTransfer(state, transfer, config);
    if (!applied.ok)
      return reject({ ...applied.rejection, message: `Transfer ${at}: ${applied.rejection.message}` });
    state = applied.value;
  }
  return ok({ state, signers: [...signers.values()] });
}

/** What follows from `data`, a batch in layer 1 block `height`, or the first rule that it breaks. */
export function applyBatch(
  cursor: DerivationCursor,
  data: Uint8Array,
  height: number,
  config: RollupConfig,
): Result<DerivationCursor> {
  const decoded = (config.decode ?? decodeCompactBatch)(data);
  if (!decoded.ok) return decoded;
  const batch = decoded.value;
  const { head } = cursor;
  const { originHeight, parentCheck, originCheck, transfers } = batch;
  if (parentCheck !== checkOf(head.hash))
    return refuse('wrong-parent', 'The batch follows another block.', parentCheck, checkOf(head.hash));
  const least = Math.max(head.origin.height, height - config.sequencingWindow);
  if (originHeight < least || originHeight >= height)
    return refuse('origin-out-of-window', 'The batch has read too little, or ahead.', originHeight, [
      least,
      height - 1,
    ]);
  const opened = openEpoch(cursor, originHeight);
  if (opened === null || originCheck !== checkOf(opened.origin.hash))
    return refuse('wrong-origin', 'Layer 1 has another block there.', originCheck, opened?.origin.hash);
  const applied = applyTransfers(opened, batch, config);
  if (!applied.ok) return applied;
  if (transfers.length > 0) {
    const statement = { chainId: config.chainId, parent: head.hash, origin: opened.origin.hash };
    const message = rollupBatchMessage({ ...statement, unsigned: encodeUnsignedBatch(batch) });
    const check = config.checkSignature ?? checkBlsBatch;
    // The dearest check comes last: garbage must not cost anyone a pairing.
    const signed = check(applied.value.signers, message, batch.signature);
    if (!signed.ok) return signed;
  }
  const { origin, messages, waiting } = opened;
  const block = sealL2Block({
    ...{ number: head.number + 1, parent: head.hash, origin, source: 'batch', messages, transfers },
    state: applied.value.state,
  });
  return ok({ head: block, waiting });
}

/** What the next block of layer 1 leads to. */
export function deriveBlock(
  cursor: DerivationCursor,
  sealed: SealedBlock,
  config: RollupConfig,
): DerivationStep {
  const epoch = readEpoch(sealed, config);
  const { height } = epoch.origin;
  const blocks: L2Block[] = [];
  const skipped: SkippedBatch[] = [];
  let at = cursor;
  for (const data of readBatches(sealed, config)) {
    const applied = data.ok ? applyBatch(at, data.value, height, config) : data;
    if (applied.ok) {
      at = applied.value;
      blocks.push(at.head);
    } else skipped.push({ height, rejection: applied.rejection });
  }
  const due = height - config.sequencingWindow;
  const opened = due > at.head.origin.height ? openEpoch(at, due) : null;
  if (opened !== null) {
    const { origin, messages, state, waiting } = opened;
    const head = sealL2Block({
      ...{ number: at.head.number + 1, parent: at.head.hash, origin, source: 'window', messages, state },
      transfers: [],
    });
    blocks.push(head);
    at = { head, waiting };
  }
  return { cursor: { ...at, waiting: [...at.waiting, epoch] }, blocks, skipped };
}

/** The reference: {@link deriveBlock} for each block of layer 1. */
export const deriveChain: DeriveChain = (l1, config) => {
  let cursor = startDerivation(config);
  const chain = [cursor.head];
  for (const sealed of l1) {
    const step = deriveBlock(cursor, sealed, config);
    cursor = step.cursor;
    chain.push(...step.blocks);
  }
  return chain;
};

/** Reading preimages off the chain: whoever claims an HTLC there shows in the witness what its payer was paying for (BOLT 5). */
import { bytesToHex } from '../../foundation/bytes.ts';
import { hashHex, sha256 } from '../../foundation/hash.ts';
import type { Hash, Hex } from '../../foundation/units.ts';
import type { ChannelChain } from './channel-claims.ts';
import type { ChannelState } from './channel-state.ts';

/**
 * Preimages that the chain shows in the witnesses of spent HTLCs, by payment hash: whoever paid on reads there what lets
 * it collect (BOLT 5, "HTLC Output Handling").
 */
export function preimagesOnChain(state: ChannelState, chain: ChannelChain): Readonly<Record<Hash, Hex>> {
  const spender = chain.spenderOf(state.terms.funding);
  if (spender === null) return {};
  const wanted = new Set(
    [state.own, state.other, ...(state.next === null ? [] : [state.next])].flatMap(({ shares }) =>
      shares.htlcs.map(({ paymentHash }) => paymentHash),
    ),
  );
  const found: Record<Hash, Hex> = {};
  for (const output of spender.transaction.outputs.keys()) {
    const spent = chain.spenderOf({ id: spender.id, output });
    for (const item of spent?.transaction.inputs[spent.input]?.witness ?? []) {
      if (item.length !== 32) continue;
      const hash = hashHex(sha256(item));
      if (wanted.has(hash)) found[hash] = bytesToHex(item);
    }
  }
  return found;
}

/** `state` with the preimages that {@link preimagesOnChain} finds. */
export const learnPreimages = (state: ChannelState, chain: ChannelChain): ChannelState => ({
  ...state,
  preimages: { ...state.preimages, ...preimagesOnChain(state, chain) },
});

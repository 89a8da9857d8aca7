/** The peg's other end, on the sidechain: it mints against a lock that the committee saw below, and burns. */
import { bigintToFixedBytes, bytesToHex, concatBytes, hexToBytes } from '../../foundation/bytes.ts';
import { hashHex, keccak256 } from '../../foundation/hash.ts';
import { ok, reject } from '../../foundation/result.ts';
import type { Result } from '../../foundation/result.ts';
import { encodeRlp, rlpInteger } from '../../foundation/rlp.ts';
import { gas, slot, wei } from '../../foundation/units.ts';
import type { Address, Hash, Wei } from '../../foundation/units.ts';
import type { SealedBlock } from '../../layer1/chain/contract-chain.ts';
import { checkCertificate } from '../../layer1/consensus/quorum.ts';
import type { Certificate, Member } from '../../layer1/consensus/quorum.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import { balanceIn, storedWord } from '../../layer1/machine/contracts/contract-state.ts';
import type { ContractState } from '../../layer1/machine/contracts/contract-state.ts';
import { contractAddress } from '../../layer1/machine/contracts/contract.ts';
import type { CallContext, Contract } from '../../layer1/machine/contracts/contract.ts';
import { slotOf } from '../../layer1/machine/contracts/slots.ts';
import { wordsOf } from '../plasma/exit-game.ts';
import { GAS_SIGNATURE } from '../plasma/shown-transaction.ts';
import { BURNT } from './burn-proof.ts';
import { decideMint, LOCKED_EVENT } from './peg-ledger.ts';
import type { DecideMint, Lock } from './peg-ledger.ts';

/** How the child's end of a peg is called. */
export const childPegCodec = callCodec({
  mint: { index: 'count', to: 'address', amount: 'word', voters: 'words', signatures: 'byteStrings' },
  burn: { to: 'address' },
});

/** A call of the child's end of a peg. */
export type ChildPegCall = CallOf<typeof childPegCodec>;

/** What the child's end is made with. */
export interface ChildPegSettings {
  readonly id: string;
  /** The contract below whose locks are minted. */
  readonly parent: Address;
  readonly members: readonly Member[];
  /** The reference unless told. */
  readonly decide?: DecideMint;
}

/** What the committee signs for a lock: it names the contract below, so that one sidechain's is none of another's. */
export const lockHash = (parent: Address, { index, to, amount }: Lock): Hash =>
  hashHex(keccak256(encodeRlp([hexToBytes(parent), rlpInteger(index), hexToBytes(to), rlpInteger(amount)])));

const MINTED = 0n;
const BURNS = 1n;

const refuse = (code: string, message: string, received: unknown, expected: unknown) =>
  reject({ code, rule: 'Back et al. 2014, Pegged Sidechains, section 3', message, received, expected });

/** The certificate out of the fields of a call. */
export const certificateIn = (
  block: Hash,
  view: number,
  call: { readonly voters: readonly bigint[]; readonly signatures: readonly Uint8Array[] },
): Certificate => ({
  block,
  slot: slot(view),
  votes: call.voters.map((validator, index) => ({
    validator: Number(validator),
    signature: bytesToHex(call.signatures[index] ?? new Uint8Array(0)),
  })),
});

/** The fields of a call out of a certificate. */
export const certificateFields = ({ votes }: Certificate) => ({
  voters: votes.map(({ validator }) => BigInt(validator)),
  signatures: votes.map(({ signature }) => hexToBytes(signature)),
});

function mint(
  context: CallContext,
  call: Extract<ChildPegCall, { kind: 'mint' }>,
  { parent, members, decide = decideMint }: ChildPegSettings,
): Result<Uint8Array> {
  const lock: Lock = { index: call.index, to: call.to, amount: wei(call.amount) };
  context.charge(gas(BigInt(call.voters.length) * GAS_SIGNATURE));
  const certified = checkCertificate(certificateIn(lockHash(parent, lock), call.index, call), members);
  if (!certified.ok) return certified;
  const done = slotOf(MINTED, BigInt(call.index));
  const decided = decide(lock, {
    isDone: context.load(done) !== 0n,
    available: context.balanceOf(context.self),
  });
  if (!decided.ok) return decided;
  context.store(done, 1n);
  return context.send(lock.to, decided.value);
}

function burn(context: CallContext, to: Address): Result<Uint8Array> {
  if (context.value === 0n) return refuse('nothing-burnt', 'A burn brings coins.', 0n, 'more than 0');
  const index = context.load(BURNS);
  context.store(BURNS, index + 1n);
  context.log(
    BURNT,
    concatBytes(...[index, BigInt(to), context.value].map((word) => bigintToFixedBytes(word, 32))),
  );
  return ok(bigintToFixedBytes(index, 32));
}

/**
 * The child's end. All coins that the sidechain will ever have are in it from genesis on, so minting is a payment and
 * burning a deposit (as RSK's bridge holds its chain's 21 million); the supply is what is outside. A mint needs a quorum of
 * the committee, who have seen the lock below deep enough.
 */
export const childPeg = (settings: ChildPegSettings): Contract<ChildPegCall> => ({
  id: settings.id,
  codec: childPegCodec,
  call(context, call) {
    if (call.kind === 'burn') return burn(context, call.to);
    if (context.value > 0n) return refuse('not-payable', 'A mint takes no coins.', context.value, 0n);
    return mint(context, call, settings);
  },
});

/** The coins of the sidechain that are not in its peg: the supply, given what the peg held at genesis. */
export const supplyOf = (state: ContractState, childPegId: string, reserve: Wei): Wei =>
  wei(reserve - balanceIn(state, contractAddress(childPegId)));

/** Whether the child called `id` has minted lock `index`. */
export const isMinted = (state: ContractState, id: string, index: number): boolean =>
  storedWord(state, contractAddress(id), slotOf(MINTED, BigInt(index))) !== 0n;

/**
 * The locks of the contract called `id` that have at least `depth` blocks on top of their own: what an honest member of the
 * committee signs for. A reorganisation deeper than that takes away a lock that was minted.
 */
export const settledLocks = (below: readonly SealedBlock[], id: string, depth: number): readonly Lock[] =>
  below
    .slice(0, Math.max(below.length - depth, 0))
    .flatMap(({ receipts }) => receipts)
    .flatMap(({ logs }) => logs)
    .filter(({ contract, name }) => contract === contractAddress(id) && name === LOCKED_EVENT)
    .map(({ data }) => {
      const [index = 0n, to = 0n, amount = 0n] = wordsOf(data);
      return {
        index: Number(index),
        to: bytesToHex(bigintToFixedBytes(to, 20)) as Address,
        amount: wei(amount),
      };
    });

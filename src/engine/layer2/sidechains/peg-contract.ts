/** A two-way peg held by a committee: coins are locked below, and released against a burn in a block that a quorum signed. */
import { reject } from '../../foundation/result.ts';
import { gas, ms } from '../../foundation/units.ts';
import type { Address } from '../../foundation/units.ts';
import { checkCertificate } from '../../layer1/consensus/quorum.ts';
import type { Member } from '../../layer1/consensus/quorum.ts';
import { callCodec } from '../../layer1/machine/contracts/call-codec.ts';
import type { CallOf } from '../../layer1/machine/contracts/call-codec.ts';
import type { Contract } from '../../layer1/machine/contracts/contract.ts';
import { GAS_SIGNATURE, GAS_TREE_HASH } from '../plasma/shown-transaction.ts';
import { verifyBurn } from './burn-proof.ts';
import type { VerifyBurn } from './burn-proof.ts';
import { certificateIn } from './child-peg.ts';
import { decideRelease, lockCoins, releaseCoins } from './peg-ledger.ts';
import type { DecideRelease } from './peg-ledger.ts';
import { RECEIPT_TREE_HEIGHT, sideHeaderHash } from './side-block.ts';
import type { SideHeader } from './side-block.ts';

/** The fields of a burn's proof in a call. */
export const BURN_FIELDS = {
  number: 'count',
  time: 'count',
  transactionsRoot: 'hash',
  receiptsRoot: 'hash',
  stateRoot: 'hash',
  receipt: 'bytes',
  index: 'count',
  proof: 'hashes',
  log: 'count',
} as const;

/** How the peg is called. */
export const pegCodec = callCodec({
  lock: { to: 'address' },
  release: { ...BURN_FIELDS, voters: 'words', signatures: 'byteStrings' },
});

/** A call of the peg. */
export type PegCall = CallOf<typeof pegCodec>;

/** What a peg is made with. */
export interface PegSettings {
  readonly id: string;
  /** The committee that seals the sidechain's blocks. */
  readonly members: readonly Member[];
  /** The contract on the sidechain that burns. */
  readonly childPeg: Address;
  /** The references unless told. */
  readonly verifyBurn?: VerifyBurn;
  readonly decideRelease?: DecideRelease;
}

/** The header out of the fields of a call. */
export const headerIn = (call: {
  readonly number: number;
  readonly time: number;
  readonly transactionsRoot: SideHeader['transactionsRoot'];
  readonly receiptsRoot: SideHeader['receiptsRoot'];
  readonly stateRoot: SideHeader['stateRoot'];
}): SideHeader => ({
  number: call.number,
  time: ms(call.time),
  transactionsRoot: call.transactionsRoot,
  receiptsRoot: call.receiptsRoot,
  stateRoot: call.stateRoot,
});

/**
 * The peg's end below. A release shows the header, the certificate of the committee's quorum for it (PBFT: n − f of n =
 * 3f + 1), and the receipt under it; each burn is released once, and never more than is locked. The layer below does not
 * check the sidechain's rules: a quorum that lies takes everything.
 */
export function pegContract(settings: PegSettings): Contract<PegCall> {
  const {
    id,
    members,
    childPeg,
    verifyBurn: burnOf = verifyBurn,
    decideRelease: decide = decideRelease,
  } = settings;
  return {
    id,
    codec: pegCodec,
    call(context, call) {
      if (call.kind === 'lock') return lockCoins(context, call.to);
      if (context.value > 0n) {
        const message = 'A release takes no coins.';
        return reject({
          code: 'not-payable',
          rule: 'Strata peg',
          message,
          received: context.value,
          expected: 0n,
        });
      }
      context.charge(gas(BigInt(call.voters.length) * GAS_SIGNATURE));
      context.charge(gas(BigInt(RECEIPT_TREE_HEIGHT + 2) * GAS_TREE_HASH));
      const header = headerIn(call);
      const certificate = certificateIn(sideHeaderHash(header), call.number, call);
      const certified = checkCertificate(certificate, members);
      if (!certified.ok) return certified;
      const burn = burnOf({ ...call, header }, childPeg);
      return burn.ok ? releaseCoins(context, burn.value, decide) : burn;
    },
  };
}

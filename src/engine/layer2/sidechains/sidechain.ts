/** A sidechain that runs: a chain with contracts whose blocks a committee signs one by one. */
import { sign } from '../../foundation/keys.ts';
import type { KeyPair } from '../../foundation/keys.ts';
import type { Result } from '../../foundation/result.ts';
import { slot } from '../../foundation/units.ts';
import type { Hash } from '../../foundation/units.ts';
import type { ContractChain, SealedBlock } from '../../layer1/chain/contract-chain.ts';
import { formCertificate, voteDigest } from '../../layer1/consensus/quorum.ts';
import type { Certificate, Member } from '../../layer1/consensus/quorum.ts';
import { sideHeaderHash, sideHeaderOf } from './side-block.ts';
import type { SideHeader } from './side-block.ts';

/** A member of the committee with its key. */
export interface CommitteeMember {
  readonly id: number;
  readonly key: KeyPair;
}

/** The members as others know them. */
export const membersOf = (committee: readonly CommitteeMember[]): readonly Member[] =>
  committee.map(({ id, key }) => ({ id, publicKey: key.publicKey }));

/** The certificate of those of `signers` for a hash in a view. Refused: `too-few-votes`, when they are no quorum of `members`. */
export const certify = (
  block: Hash,
  view: number,
  signers: readonly CommitteeMember[],
  members: readonly Member[],
): Result<Certificate> =>
  formCertificate(
    signers.map(({ id, key }) => ({
      validator: id,
      block,
      slot: slot(view),
      stake: 1n,
      signature: sign(voteDigest(block, slot(view)), key.secretKey),
    })),
    block,
    slot(view),
    members,
  );

/** A block of the sidechain with its header as it is known below, and the committee's signatures. */
export interface SignedSideBlock {
  readonly sealed: SealedBlock;
  readonly header: SideHeader;
  readonly certificate: Certificate;
}

/**
 * A running sidechain: seals, and has each block signed by those members who are awake. One signature round a block, with
 * final blocks at once, as in PBFT; who proposes does not matter here, since all honest members see the same pool.
 */
export class Sidechain {
  readonly chain: ContractChain;
  readonly committee: readonly CommitteeMember[];
  readonly members: readonly Member[];
  /** The signed blocks, the first is number 1. */
  readonly blocks: SignedSideBlock[] = [];

  /** A sidechain on `chain`, sealed by `committee`. */
  constructor(chain: ContractChain, committee: readonly CommitteeMember[]) {
    this.chain = chain;
    this.committee = committee;
    this.members = membersOf(committee);
  }

  /** The next block, signed by `awake`; null, and no block, when they are no quorum. */
  seal(awake: readonly CommitteeMember[] = this.committee): SignedSideBlock | null {
    const sealed = this.chain.seal();
    const header = sideHeaderOf(sealed);
    const certified = certify(sideHeaderHash(header), header.number, awake, this.members);
    if (!certified.ok) {
      this.chain.reorganise(1);
      return null;
    }
    const signed = { sealed, header, certificate: certified.value };
    this.blocks.push(signed);
    return signed;
  }

  /** The block that holds a transaction, and its index there; null while it is in none. */
  find(transaction: Hash): { readonly block: SignedSideBlock; readonly index: number } | null {
    for (const block of this.blocks) {
      const index = block.sealed.receipts.findIndex((receipt) => receipt.transaction === transaction);
      if (index >= 0) return { block, index };
    }
    return null;
  }
}

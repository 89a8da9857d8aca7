/**
 * A trace: the ordered record of everything that happened in a world. What is shown, measured or replayed
 * reads it and nothing else.
 */
import type { Hash } from '../foundation/units.ts';
import type { BridgeEvent } from './events/bridges.ts';
import type { ChannelEvent } from './events/channels.ts';
import type { LightningEvent } from './events/lightning.ts';
import type { ProofEvent } from './events/proofs.ts';
import type { RollupEvent } from './events/rollups.ts';
import type { SidechainEvent } from './events/sidechains.ts';

/** What every event has: when, in which order, and who did it. */
interface Occurred {
  /** Simulated milliseconds since the world began. */
  readonly at: number;
  /** Position among all events of the trace; breaks ties of time. */
  readonly sequence: number;
  /** The node, user or contract that acted. */
  readonly actor: string;
  /** Which layer it happened on; it decides colour and shape. */
  readonly layer: 1 | 2;
}

/** One thing that happened. Amounts are decimal strings, so that a trace is JSON. */
export type TraceEvent = Occurred &
  (
    | BridgeEvent
    | ChannelEvent
    | LightningEvent
    | ProofEvent
    | RollupEvent
    | SidechainEvent
    | {
        readonly kind: 'transaction-submitted';
        readonly transaction: string;
        readonly fee: string;
        readonly size: number;
      }
    | {
        readonly kind: 'transaction-rejected';
        readonly transaction: string;
        readonly code: string;
        readonly why: string;
      }
    | {
        readonly kind: 'transaction-included';
        readonly transaction: string;
        readonly block: string;
        readonly waited: number;
      }
    | {
        readonly kind: 'block-proposed';
        readonly block: string;
        readonly parent: string;
        readonly height: number;
        readonly transactions: readonly string[];
        /** Gas or weight used and allowed, in the ledger's own unit. */
        readonly used: string;
        readonly limit: string;
        readonly fees: string;
        readonly baseFee?: string;
        readonly difficulty?: string;
        /** Hashes tried for this block, where it was mined. */
        readonly hashes?: number;
      }
    | { readonly kind: 'block-received'; readonly block: string; readonly from: string }
    | { readonly kind: 'block-rejected'; readonly block: string; readonly code: string; readonly why: string }
    | { readonly kind: 'message-sent'; readonly to: string; readonly what: string; readonly arrives: number }
    | { readonly kind: 'head-changed'; readonly from: string; readonly to: string; readonly height: number }
    | {
        readonly kind: 'reorganised';
        readonly from: string;
        readonly to: string;
        /** Last block that both branches share. */
        readonly ancestor: string;
        /** Blocks undone. */
        readonly depth: number;
      }
    | { readonly kind: 'vote-cast'; readonly block: string; readonly slot: number; readonly weight: string }
    | {
        readonly kind: 'proposer-drawn';
        readonly slot: number;
        readonly validator: number;
        readonly stake: string;
      }
    | {
        readonly kind: 'difficulty-retargeted';
        readonly height: number;
        readonly from: string;
        readonly to: string;
        /** Mean interval of the window just ended, in milliseconds. */
        readonly meanInterval: number;
      }
    | { readonly kind: 'hash-rate-changed'; readonly from: number; readonly to: number }
    | {
        readonly kind: 'batch-posted';
        readonly batch: string;
        /** The layer 1 transaction that carries it. */
        readonly transaction: string;
        readonly transactions: readonly string[];
        readonly bytes: number;
      }
    | { readonly kind: 'soft-confirmed'; readonly transaction: string; readonly waited: number }
    | {
        readonly kind: 'link-checked';
        readonly block: string;
        readonly height: number;
        readonly holds: boolean;
      }
    | {
        /** A node takes a block for final, this long after it was built. */
        readonly kind: 'finalised';
        readonly block: string;
        readonly height: number;
        readonly waited: number;
      }
    | {
        /** A node had taken `from` for final and now follows a chain without it. */
        readonly kind: 'finality-broken';
        readonly from: string;
        readonly to: string;
      }
    | {
        /** What a node hashed and sent since the last event of this kind. */
        readonly kind: 'effort-counted';
        readonly hashes: number;
        readonly messages: number;
        readonly bytes: number;
      }
    | {
        readonly kind: 'producers-elected';
        readonly round: number;
        /** Their ids in the order of their turns. */
        readonly producers: readonly string[];
      }
    | {
        /** The list of those who may sign blocks changed. */
        readonly kind: 'signer-changed';
        readonly signer: string;
        readonly authorised: boolean;
        readonly signers: number;
      }
    | {
        /** Two signed messages show that a rule was broken; the stake is what is taken for it. */
        readonly kind: 'offence-proven';
        readonly offender: string;
        readonly offence: string;
        readonly stake: string;
      }
    | {
        /** A block was found and is kept secret; `lead` blocks are ahead of the public chain. */
        readonly kind: 'block-withheld';
        readonly block: string;
        readonly height: number;
        readonly lead: number;
      }
    | {
        /** Secret blocks are shown, up to this one. */
        readonly kind: 'blocks-released';
        readonly block: string;
        readonly height: number;
        readonly blocks: number;
      }
    | {
        /** A payment that its receiver held to be settled is gone from the chain. */
        readonly kind: 'payment-reversed';
        readonly transaction: string;
        readonly confirmations: number;
      }
    | {
        /** A node asked for shares of a block's data; `missing` of them did not come. */
        readonly kind: 'shares-sampled';
        readonly block: string;
        readonly asked: number;
        readonly missing: number;
      }
    | {
        /** What nodes hold together brought a block's whole data back. */
        readonly kind: 'data-recovered';
        readonly block: string;
        readonly held: number;
        readonly shares: number;
      }
    | {
        /** Signatures of so many signers became one of this many bytes. */
        readonly kind: 'signatures-aggregated';
        readonly block: string;
        readonly signers: number;
        readonly bytes: number;
      }
    | {
        /** The actor called a contract; `depth` is 1 for a call from outside, and `outcome` is `ok` or a refusal's code. */
        readonly kind: 'contract-called';
        readonly contract: string;
        readonly what: string;
        readonly depth: number;
        readonly value: string;
        readonly outcome: string;
      }
    | {
        /** The actor claims that a machine has this root after so many steps. */
        readonly kind: 'root-claimed';
        readonly step: number;
        readonly root: string;
      }
    | {
        /** A verifier took one step by a witness of so many bytes and came to `root`, or did not. */
        readonly kind: 'step-proved';
        readonly step: number;
        readonly root: string;
        readonly bytes: number;
        readonly holds: boolean;
      }
    | {
        /** Coins left a shard for another. */
        readonly kind: 'receipt-issued';
        readonly receipt: string;
        readonly to: string;
        readonly value: string;
      }
    | { readonly kind: 'receipt-redeemed'; readonly receipt: string; readonly waited: number }
    | {
        readonly kind: 'receipt-refused';
        readonly receipt: string;
        readonly code: string;
        readonly why: string;
      }
    | {
        /** A worker took a transaction of a block, for so many units of time. */
        readonly kind: 'transaction-executed';
        readonly transaction: string;
        readonly takes: number;
        readonly outcome: string;
      }
  );

/** The name of a kind of event. */
export type TraceEventKind = TraceEvent['kind'];

/** A whole run: the seed it came from and its events, ordered by time, then sequence. */
export interface Trace {
  readonly seed: number;
  readonly events: readonly TraceEvent[];
}

/** The hash of a trace, from {@link traceHash}: equal bytes, equal run. */
export type TraceHash = Hash;

/** Every event of a trace as one plain sentence: what a screen reader announces and what the table of events shows. */
import type { TraceEvent } from 'strata';
import { isLayer2Event, layer2Entry } from './events/layer2.ts';
import { sayActor, sayAmount, sayCount, sayNumber, sayTime, shortName } from './wording.ts';

const sayNode = (node: string): string => shortName(node).replace(/-(?=\d+$)/, ' ');
/** A block's id or height; a name that says itself that it is a block loses the word. */
const sayBlock = (block: string): string => shortName(block).replace(/^block /, '');
const sayPayload = (what: string): string => `“${shortName(what)}”`;

/** What happened, without when. */
export function describeEvent(event: TraceEvent): string {
  const who = sayActor(event.actor);
  if (isLayer2Event(event)) return layer2Entry(event.kind).say(event, who);
  switch (event.kind) {
    case 'transaction-submitted':
      return `${who} submits transaction ${shortName(event.transaction)}: fee ${sayAmount(event.fee)}, size ${sayNumber(event.size)}.`;
    case 'transaction-rejected':
      return `${who} refuses transaction ${shortName(event.transaction)} (${event.code}): ${event.why}`;
    case 'transaction-included':
      return `Transaction ${shortName(event.transaction)} enters block ${sayBlock(event.block)} after ${sayTime(event.waited)}.`;
    case 'block-proposed':
      return `${who} proposes block ${shortName(event.block)} at height ${sayNumber(event.height)} with ${sayCount(event.transactions.length, 'transaction')}${event.hashes === undefined ? '' : `, found after ${sayCount(event.hashes, 'hash', 'hashes')}`}.`;
    case 'block-received':
      return `${who} receives block ${shortName(event.block)} from ${sayNode(event.from)}.`;
    case 'block-rejected':
      return `${who} refuses block ${shortName(event.block)} (${event.code}): ${event.why}`;
    case 'message-sent':
      return `${who} sends ${sayPayload(event.what)} to ${sayNode(event.to)}; it arrives at ${sayTime(event.arrives)}.`;
    case 'head-changed':
      return `${who} now builds on block ${shortName(event.to)} at height ${sayNumber(event.height)}.`;
    case 'reorganised':
      return `${who} undoes ${sayCount(event.depth, 'block')}: it goes back to ${shortName(event.ancestor)} and follows ${shortName(event.to)} in place of ${shortName(event.from)}.`;
    case 'vote-cast':
      return `${who} votes for block ${shortName(event.block)} in slot ${sayNumber(event.slot)} with weight ${sayAmount(event.weight)}.`;
    case 'proposer-drawn':
      return `Validator ${event.validator}, with stake ${sayAmount(event.stake)}, is drawn to propose in slot ${sayNumber(event.slot)}.`;
    case 'difficulty-retargeted':
      return `At height ${sayNumber(event.height)} the difficulty goes from ${sayAmount(event.from)} to ${sayAmount(event.to)}: the last window's mean interval was ${sayTime(event.meanInterval)}.`;
    case 'hash-rate-changed':
      return `The hash rate goes from ${sayNumber(event.from, 2)} to ${sayNumber(event.to, 2)}.`;
    case 'batch-posted':
      return `${who} posts batch ${shortName(event.batch)} to layer 1: ${sayCount(event.transactions.length, 'transaction')} in ${sayCount(event.bytes, 'byte')}.`;
    case 'soft-confirmed':
      return `${who} confirms transaction ${shortName(event.transaction)} softly after ${sayTime(event.waited)}.`;
    case 'link-checked':
      return event.holds
        ? `Block ${sayNumber(event.height)} names its parent's id: the link holds.`
        : `Block ${sayNumber(event.height)} does not hold: its link or its work is broken.`;
    case 'finalised':
      return `${who} takes block ${shortName(event.block)} at height ${sayNumber(event.height)} for final, ${sayTime(event.waited)} after it was built.`;
    case 'finality-broken':
      return `${who} had taken block ${shortName(event.from)} for final and now follows ${shortName(event.to)} without it.`;
    case 'effort-counted':
      return `${who} has tried ${sayCount(event.hashes, 'hash', 'hashes')} and sent ${sayCount(event.messages, 'message')} of ${sayCount(event.bytes, 'byte')} in all since the last count.`;
    case 'producers-elected':
      return `Round ${sayNumber(event.round)}: the producers are ${event.producers.join(', ')}, in this order.`;
    case 'signer-changed':
      return `${shortName(event.signer)} ${event.authorised ? 'may now sign blocks' : 'may no longer sign blocks'}; ${sayCount(event.signers, 'signer')} may.`;
    case 'offence-proven':
      return `It is proven that ${shortName(event.offender)} broke a rule (${event.offence}); stake of ${sayAmount(event.stake)} is at risk.`;
    case 'block-withheld':
      return `${who} keeps block ${shortName(event.block)} at height ${sayNumber(event.height)} secret: ${sayCount(event.lead, 'block')} ahead of the public chain.`;
    case 'blocks-released':
      return `${who} shows ${sayCount(event.blocks, 'secret block')} up to ${shortName(event.block)} at height ${sayNumber(event.height)}.`;
    case 'payment-reversed':
      return `Payment ${shortName(event.transaction)} is gone after ${sayCount(event.confirmations, 'confirmation')}.`;
    case 'shares-sampled':
      return `${who} asks for ${sayCount(event.asked, 'share')} of block ${shortName(event.block)}: ${event.missing === 0 ? 'all come' : `${sayNumber(event.missing)} of them do not come`}.`;
    case 'data-recovered':
      return `The data of block ${shortName(event.block)} is whole again from ${sayNumber(event.held)} of ${sayCount(event.shares, 'share')}.`;
    case 'signatures-aggregated':
      return `${who} sums the signatures of ${sayCount(event.signers, 'signer')} of block ${shortName(event.block)} to one of ${sayCount(event.bytes, 'byte')}.`;
    case 'contract-called':
      return `${who} calls ${shortName(event.contract)} (${event.what}) with ${sayAmount(event.value)}, ${sayCount(event.depth, 'call')} deep: ${event.outcome === 'ok' ? 'done' : `refused (${event.outcome})`}.`;
    case 'root-claimed':
      return `${who} claims root ${shortName(event.root)} after step ${sayNumber(event.step)}.`;
    case 'step-proved':
      return `${who} takes step ${sayNumber(event.step)} by a witness of ${sayCount(event.bytes, 'byte')}: ${event.holds ? `the root is ${shortName(event.root)}` : 'the claimed root is not what follows'}.`;
    case 'receipt-issued':
      return `${who} issues receipt ${shortName(event.receipt)} over ${sayAmount(event.value)} to ${sayNode(event.to)}.`;
    case 'receipt-redeemed':
      return `${who} redeems receipt ${shortName(event.receipt)} after ${sayTime(event.waited)}.`;
    case 'receipt-refused':
      return `${who} refuses receipt ${shortName(event.receipt)} (${event.code}): ${event.why}`;
    case 'transaction-executed':
      return `${who} executes transaction ${shortName(event.transaction)} for ${sayCount(event.takes, 'unit')} of time: ${event.outcome === 'ok' ? 'done' : `refused (${event.outcome})`}.`;
  }
}

/** When and what, in one sentence. */
export const announceEvent = (event: TraceEvent): string =>
  `At ${sayTime(event.at)}: ${describeEvent(event)}`;

/** Whether an event tells of something refused or undone. */
export const isTrouble = (event: TraceEvent): boolean =>
  (isLayer2Event(event) && layer2Entry(event.kind).isTrouble?.(event) === true) ||
  event.kind === 'transaction-rejected' ||
  event.kind === 'block-rejected' ||
  event.kind === 'reorganised' ||
  event.kind === 'finality-broken' ||
  event.kind === 'offence-proven' ||
  event.kind === 'payment-reversed' ||
  event.kind === 'receipt-refused' ||
  (event.kind === 'contract-called' && event.outcome !== 'ok') ||
  (event.kind === 'transaction-executed' && event.outcome !== 'ok') ||
  (event.kind === 'step-proved' && !event.holds) ||
  (event.kind === 'link-checked' && !event.holds);

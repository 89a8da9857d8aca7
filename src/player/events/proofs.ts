/** Events of signatures, zero knowledge and state channels: what they hold, their sign, and how they are told. */
import type { TraceEventKind } from 'strata';
import { sayAmount, sayCount, sayTime, shortName } from '../wording.ts';
import { line, solid } from './family.ts';
import type { EventFamily } from './family.ts';

type Kind = Extract<
  TraceEventKind,
  | 'proof-checked'
  | 'secret-extracted'
  | 'signature-forged'
  | 'transfer-signed'
  | 'game-moved'
  | 'game-posted'
  | 'game-settled'
>;

export const proofEvents: EventFamily<Kind> = {
  'proof-checked': {
    fields: { proof: 'string', bytes: 'number', holds: 'boolean' },
    symbol: line('M3 8.5l3 3l7-7', 'proof checked'),
    say: (event, who) =>
      `${who} checks a proof of ${event.proof} of ${sayCount(event.bytes, 'byte')}: it ${event.holds ? 'holds' : 'does not hold'}.`,
    isTrouble: (event) => !event.holds,
  },
  'secret-extracted': {
    fields: { from: 'string' },
    symbol: solid('M5 3a3 3 0 1 1 0 6a3 3 0 0 1 0-6zM7.5 7l6 6l-1.5 1.5l-6-6z', 'secret extracted'),
    say: (event, who) => `${who} works the secret out, from ${event.from}.`,
    isTrouble: () => true,
  },
  'signature-forged': {
    fields: { scheme: 'string', seen: 'number', tries: 'number' },
    symbol: line('M3 13l8-8l2 2l-8 8zM10 3l3-1l1 3', 'signature forged'),
    say: (event, who) =>
      `${who} has seen ${sayCount(event.seen, `${event.scheme} signature`)} by one key and signs a message of its own after ${sayCount(event.tries, 'try', 'tries')}.`,
    isTrouble: () => true,
  },
  'transfer-signed': {
    fields: { scheme: 'string', bytes: 'number', gas: 'string', perBlock: 'number' },
    symbol: line('M2 11c3-6 4-6 4 0c2-4 3-4 3 0h5M2 14h12', 'transfer signed'),
    say: (event, who) =>
      `${who} signs a transfer with ${event.scheme}: ${sayCount(event.bytes, 'byte')}, ${sayAmount(event.gas)} gas; a block has room for ${sayCount(event.perBlock, 'such transfer')}.`,
  },
  'game-moved': {
    fields: { channel: 'string', version: 'number', move: 'number', board: 'string' },
    symbol: line('M3 3h10v10h-10zM6.3 3v10M9.7 3v10M3 6.3h10M3 9.7h10', 'game moved'),
    say: (event, who) =>
      `${who} plays ${event.move} as move ${event.version}${event.layer === 1 ? ', on chain' : ''}.`,
  },
  'game-posted': {
    fields: { channel: 'string', version: 'number', deadline: 'number' },
    symbol: solid('M4 2h2v12h-2zM6 3h7l-2 2.5l2 2.5h-7z', 'game posted'),
    say: (event, who) =>
      `${who} shows the adjudicator of channel ${shortName(event.channel)} the position after ${sayCount(event.version, 'move')}; an answer may come until ${sayTime(event.deadline)}.`,
    isTrouble: () => true,
  },
  'game-settled': {
    fields: { channel: 'string', first: 'string', second: 'string', by: 'string' },
    symbol: solid('M8 2l6 6l-6 6l-6-6z', 'game settled'),
    say: (event) =>
      `Channel ${shortName(event.channel)} is settled by ${event.by}: ${sayAmount(event.first)} and ${sayAmount(event.second)}.`,
  },
};

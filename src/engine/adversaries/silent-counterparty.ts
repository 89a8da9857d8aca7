/** Who goes silent: it follows the channel's rules up to a message drawn from the seed, and never says anything again. */
import type { Random } from '../foundation/random.ts';
import { ok } from '../foundation/result.ts';
import type { Result } from '../foundation/result.ts';
import { receiveChannelMessage } from '../layer2/channels/channel-machine.ts';
import type { ChannelMessage } from '../layer2/channels/channel-messages.ts';
import { stepTo } from '../layer2/channels/channel-state.ts';
import type { ChannelState, ChannelStep } from '../layer2/channels/channel-state.ts';

/** What a silent counterparty is made of. */
export interface SilenceSettings {
  readonly random: Random;
  /** It answers at most so many messages; how many is drawn. */
  readonly atMost: number;
}

/**
 * A counterparty that stops at the worst moments: after it took a signature and before it revoked, with a preimage in
 * its hands, while closing. It cannot take anything: the other side goes to the chain with its newest commitment, waits,
 * and has its last agreed balance (BOLT 5, "Failing a Channel").
 */
export class SilentCounterparty {
  /** Messages that it still answers. */
  #left: number;

  constructor({ random, atMost }: SilenceSettings) {
    this.#left = random.int(0, atMost);
  }

  /** Whether it has gone silent. */
  get isSilent(): boolean {
    return this.#left <= 0;
  }

  /** What it makes of a message: an honest step, until it falls silent; then it stores what it is told and sends nothing. */
  receive(state: ChannelState, message: ChannelMessage): Result<ChannelStep> {
    const step = receiveChannelMessage(state, message);
    if (!step.ok) return this.isSilent ? ok(stepTo(state)) : step;
    this.#left -= 1;
    return this.#left < 0 ? ok({ ...step.value, messages: [] }) : step;
  }
}

/** Keeps one sandbox warm, with engine and checks loaded, so that a run begins at once. */
import type { CheckName } from '../realm/messages.ts';
import type { FrameStart } from './frame.ts';
import { type Sandbox, createSandbox } from './sandbox.ts';

/** A supply of sandboxes for one lab. */
export interface SandboxSupply {
  /** The warm sandbox, or a new one. The next one is warmed on `refill`. */
  take(): Sandbox;
  /** Warms a sandbox if there is none. */
  refill(): void;
  /** Resolves with the names of the lab's checks when a sandbox is warm: the next run begins without waiting. */
  whenWarm(): Promise<readonly CheckName[]>;
  dispose(): void;
}

/** A supply of sandboxes made of `texts`. */
export function createSandboxSupply(texts: FrameStart): SandboxSupply {
  let spare: Sandbox | undefined;
  let closed = false;
  const refill = (): void => {
    if (!closed) spare ??= createSandbox(texts);
  };
  return {
    refill,
    take: () => {
      const taken = spare ?? createSandbox(texts);
      spare = undefined;
      return taken;
    },
    whenWarm: () => {
      refill();
      return spare?.ready ?? Promise.reject(new Error('The lab was closed.'));
    },
    dispose: () => {
      closed = true;
      spare?.dispose();
      spare = undefined;
    },
  };
}

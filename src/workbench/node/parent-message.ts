/** What the parent of a realm's process sends it. */
import type { RealmTexts, RunRequest } from '../realm/messages.ts';

/** First the texts of engine and checks, then one run. */
export type ParentMessage =
  | { readonly type: 'prepare'; readonly texts: RealmTexts }
  | { readonly type: 'run'; readonly request: RunRequest };

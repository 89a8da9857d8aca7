/** Short notes above the editor: what was restored, what is shared, what cannot be kept; each with what can be done about it. */
import type { ComponentChildren } from 'preact';

export interface Note {
  readonly id: string;
  readonly text: string;
  readonly actions: readonly { readonly label: string; readonly run: () => void }[];
}

interface Props {
  readonly notes: readonly Note[];
  readonly onClose: (id: string) => void;
  readonly children?: ComponentChildren;
}

/** The notes that stand now. */
export function Notes({ notes, onClose, children }: Props) {
  return (
    <div class="wb-notes">
      {notes.map(({ id, text, actions }) => (
        <p key={id} class="wb-note">
          <span>{text}</span>
          {actions.map(({ label, run }) => (
            <button key={label} type="button" class="wb-button is-small" onClick={run}>
              {label}
            </button>
          ))}
          <button type="button" class="wb-button is-small" onClick={() => onClose(id)}>
            Close<span class="visually-hidden"> this note</span>
          </button>
        </p>
      ))}
      {children}
    </div>
  );
}

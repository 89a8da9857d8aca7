/** On a narrow screen the focus view shows one of its three parts at a time. */

export type Tab = 'brief' | 'code' | 'checks';
const TABS: readonly { readonly tab: Tab; readonly label: string }[] = [
  { tab: 'brief', label: 'Brief' },
  { tab: 'code', label: 'Code' },
  { tab: 'checks', label: 'Checks' },
];

interface Props {
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
}

/** Three toggles, of which one is pressed. */
export function FocusTabs({ tab, onTab }: Props) {
  return (
    <div class="wb-tabs" role="group" aria-label="Part of the lab">
      {TABS.map((each) => (
        <button key={each.tab} type="button" aria-pressed={tab === each.tab} onClick={() => onTab(each.tab)}>
          {each.label}
        </button>
      ))}
    </div>
  );
}

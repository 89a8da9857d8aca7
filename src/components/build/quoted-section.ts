/** How a part of a source is named in a citation: a heading in quotes, a number as it is. */

const NUMBERED = /^(sections?|articles?|appendix|table|figure|algorithm|req-|\d)/i;

/** `section` as it is cited: “Block Headers”, but section 2 and Appendix G. */
export const quotedSection = (section: string): string => (NUMBERED.test(section) ? section : `“${section}”`);

/** Characters of somebody's own words that an answer says back. */
const MOST = 100

/** What somebody wrote, as an answer says it back: no longer than names are. */
export const echo = (text: string): string => (text.length <= MOST ? text : `${text.slice(0, MOST)}…`)

/** A sentence that quotes what somebody wrote, with its quotations no longer than names are. */
export const echoing = (sentence: string): string =>
  sentence.length <= MOST ? sentence : sentence.replace(QUOTED, (_, text: string) => `"${text}…"`)

/** More between quotation marks than is said back; an escaped mark does not end it. */
const QUOTED = new RegExp(String.raw`"((?:[^"\\]|\\.){${MOST}})(?:[^"\\]|\\.)+"`, "gs")

import { moment, span } from "../format/time.ts"

/** "Stop everything", as a trader asked for it in this browser, until the server has taken it or it is withdrawn. */
export interface StopWish {
  /** Names this use of the kill switch: however often it is sent, it is done once. */
  readonly id: string
  /** ms, UTC. */
  readonly askedAt: number
  /** It went out; no answer has come yet, so it may have been done. */
  readonly sent?: true
  /** Why it was refused: then it is not sent again by itself. */
  readonly refused?: string
}

/** After this (ms) prices have moved too far for it to go out unasked. */
const FRESH_FOR = 15 * 60_000

/** Whether it goes out by itself: neither refused nor so old that the trader is asked again. A clock set back counts. */
export const goesOut = ({ askedAt, refused }: StopWish, now: number): boolean =>
  refused === undefined && Math.abs(now - askedAt) <= FRESH_FOR

const NAME = "tradingtower.stop-wishes"
type Wishes = Readonly<Record<string, StopWish>>

const isWish = (value: unknown): value is StopWish => {
  if (typeof value !== "object" || value === null) return false
  const { askedAt, id, refused, sent } = value as Record<keyof StopWish, unknown>
  return (
    typeof id === "string" &&
    Number.isFinite(askedAt) &&
    (sent === undefined || sent === true) &&
    (refused === undefined || typeof refused === "string")
  )
}

/** What can't be kept, in a browser that keeps nothing: it lasts as long as the page. */
let here: Wishes = {}
let keeps = true

const readAll = (): Wishes => {
  if (!keeps) return here
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(NAME) ?? "{}")
    return typeof kept !== "object" || kept === null
      ? {}
      : Object.fromEntries(Object.entries(kept).filter((entry): entry is [string, StopWish] => isWish(entry[1])))
  } catch {
    // A broken or forbidden store is the same as an empty one.
    return {}
  }
}

const writeAll = (wishes: Wishes): void => {
  here = wishes
  try {
    if (Object.keys(wishes).length === 0) localStorage.removeItem(NAME)
    else localStorage.setItem(NAME, JSON.stringify(wishes))
    keeps = true
  } catch {
    keeps = false
  }
}

/** Whether a wish outlives this page: not in a browser that keeps nothing. */
export const isKept = (): boolean => keeps

/** The trader's own wish: another's is never answered. */
export const wishOf = (trader: string): StopWish | undefined => readAll()[trader]

/** Keeps the trader's wish in this browser, or forgets it. */
export const keepWish = (trader: string, wish: StopWish | undefined): void => {
  const { [trader]: _, ...others } = readAll()
  writeAll(wish === undefined ? others : { ...others, [trader]: wish })
}

/** Nobody is signed in any more: what was asked for goes out for nobody, and is told to whoever asked at the next sign-in. */
export const refuseWishes = (why: string): void => {
  const all = readAll()
  if (Object.keys(all).length > 0)
    writeAll(Object.fromEntries(Object.entries(all).map(([trader, wish]) => [trader, { refused: why, ...wish }])))
}

/** A new wish. `crypto.randomUUID` is not there without TLS; random bytes are. */
export const newWish = (now: number): StopWish => ({
  id: Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  askedAt: now
})

/** Calls when another tab changed what is kept. Answers what ends it. */
export const onOtherTabs = (changed: () => void): (() => void) => {
  const heard = ({ key }: StorageEvent) => {
    if (key === NAME || key === null) changed()
  }
  addEventListener("storage", heard)
  return () => removeEventListener("storage", heard)
}

/** What keeps it: nothing was tried yet, no answer came, or the server's own words. */
export type Trouble = "NONE" | "NO_CONNECTION" | { readonly why: string }

/** How a wish stands, in a heading and sentences. */
export const standingWords = (
  wish: StopWish,
  trouble: Trouble,
  now: number
): { readonly title: string; readonly text: string } => {
  const asked = ` Asked ${moment(wish.askedAt, now)}.`
  const maybe = wish.sent === true ? " It may have been done all the same: the kill switch shows it." : ""
  if (wish.refused !== undefined)
    return { title: "Stop everything: not done.", text: `${wish.refused}${maybe}${asked}` }
  if (!goesOut(wish, now))
    return {
      title: "Stop everything: not sent.",
      text: `That was ${span(Math.abs(now - wish.askedAt))} ago and prices have moved since, so it doesn’t go out by itself any more.${maybe}${asked}`
    }
  if (typeof trouble === "object")
    return { title: "Stop everything: not done yet.", text: `${trouble.why} It is sent again by itself.${asked}` }
  if (trouble === "NONE") return { title: "Stop everything: being sent …", text: asked.trim() }
  const onlyHere = isKept() ? "" : " Leave this page open: this browser keeps nothing for the next."
  return wish.sent === true
    ? {
        title: "Stop everything: not sent, or its answer was lost.",
        text: `It is sent again by itself, which does nothing twice.${onlyHere}${asked}`
      }
    : {
        title: "Stop everything: not sent yet: no connection.",
        text: `It goes out by itself as soon as there is one and a page is open here.${onlyHere}${asked}`
      }
}

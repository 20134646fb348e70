import type { RejectReason } from "@tradetower/domain/order"

/*
 * What numbers of errors and notices mean.
 * https://interactivebrokers.github.io/tws-api/message_codes.html
 */

/** Something is told of an order or a request that goes on: held until the open, shown late, and the like. */
export const isWarning = (code: number): boolean =>
  code === 399 || code === 404 || code === 434 || code === 10167 || (code >= 2_100 && code < 2_200)

/** An order's number was used before, or is of another order. */
export const isNumberUsed = (code: number): boolean => code === 103 || code === 104 || code === 105

/** More messages in a second than it takes: this one was not read. */
export const TOO_FAST = 100

/** It was taken back, or has ended. */
export const CANCELLED = 202
/** A cancel came too late: there is nothing to take back. */
export const isGone = (code: number): boolean => code === 135 || code === 161 || code === 10147 || code === 10148

/** A request that the gateway could not send or read. Of an order: whether it is there is not known. */
export const isUnsent = (code: number): boolean => code >= 512 && code <= 555

/** The API takes no orders. */
export const isReadOnly = (code: number, text: string): boolean => code === 321 && /read-only/i.test(text)

const invalid = new Set([110, 200, 321, 387, 389, 390, 391, 10_243, 10_268])
const BELOW_MINIMUM = 388

/** Why an order is dead, by its code alone: `undefined` where its words say it. */
export const reasonByCode = (code: number): RejectReason | undefined =>
  invalid.has(code) ? "INVALID" : code === BELOW_MINIMUM ? "BELOW_MINIMUM" : undefined

/** The gateway's words about an order, in one line: without what it puts before them. */
export const plainWords = (text: string): string =>
  text
    .replace(/^Order rejected - reason:\s*/i, "")
    .replace(/^Order cancell?ed - reason:\s*/i, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 300)

import { Option, Schema } from "effect"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Socket } from "../../../wire/socket.ts"

/** What is asked for of a contract: last price and its size, bid, ask, and whether they are delayed. */
const FIELDS = JSON.stringify({ fields: ["31", "84", "86", "7059", "6509"] })

/** What the stream tells of a contract's price: only what changed. Numbers as text, some with letters before them. */
const Row = Schema.Struct({
  conid: Schema.NonEmptyString,
  _updated: Schema.optionalKey(Schema.String),
  "31": Schema.optionalKey(Schema.String),
  "7059": Schema.optionalKey(Schema.String),
  "6509": Schema.optionalKey(Schema.String)
})
export type PriceRow = typeof Row.Type
const readRow = Schema.decodeUnknownOption(Row)

/** Whoever hears of a contract's prices; `lost`: no more of them come over this connection. */
export interface PriceListener {
  readonly heard: (row: PriceRow) => void
  readonly lost: (error: ExchangeUnavailable) => void
}

/**
 * Where prices of a session are asked for: a user has one socket, which tells of the account's orders and of prices. What
 * is followed is asked for with each connection.
 */
export class PriceDesk {
  readonly #followed = new Map<string, Set<PriceListener>>()
  #socket: Socket | undefined

  /** From here on prices can be had. */
  attach(socket: Socket): void {
    this.#socket = socket
    for (const conid of this.#followed.keys()) this.#ask(conid)
  }

  /** The connection is gone. */
  detach(error: ExchangeUnavailable): void {
    if (this.#socket === undefined) return
    this.#socket = undefined
    for (const listener of new Set([...this.#followed.values()].flatMap((all) => [...all]))) listener.lost(error)
  }

  get isAttached(): boolean {
    return this.#socket !== undefined
  }

  follow(conid: string, listener: PriceListener): void {
    const all = this.#followed.get(conid) ?? new Set()
    this.#followed.set(conid, all.add(listener))
    this.#ask(conid)
  }

  leave(conid: string, listener: PriceListener): void {
    const all = this.#followed.get(conid)
    all?.delete(listener)
    if (all === undefined || all.size > 0) return
    this.#followed.delete(conid)
    if (this.#socket?.isOpen() === true) this.#socket.say(`umd+${conid}+{}`)
  }

  /** Each is told for ten minutes only: asked for again before. */
  renew(): void {
    for (const conid of this.#followed.keys()) this.#ask(conid)
  }

  heard(raw: unknown): void {
    const row = Option.getOrUndefined(readRow(raw))
    for (const { heard } of this.#followed.get(row?.conid ?? "") ?? []) if (row !== undefined) heard(row)
  }

  #ask(conid: string): void {
    if (this.#socket?.isOpen() === true) this.#socket.say(`smd+${conid}+${FIELDS}`)
  }
}

import { expect, it } from "vitest"
import { UserReader } from "./user-reader.ts"

const order = (id: string, over: object = {}) => ({
  order_id: id,
  client_order_id: `tt-${id}`,
  product_id: "BTC-USD",
  status: "OPEN",
  cumulative_quantity: "0",
  ...over
})
const orders = (count: number) => Array.from({ length: count }, (_, index) => order(String(index)))

/** A connection whose messages are numbered by themselves unless a message has a number of its own. */
const connection = () => {
  const reader = new UserReader()
  let number = 0
  const hear = (message: object) => reader.read(JSON.stringify({ sequence_num: number++, ...message }))
  const told = (type: string, some: ReadonlyArray<object>) =>
    hear({ channel: "user", events: [{ type, orders: some }] })
  const confirm = () =>
    hear({ channel: "subscriptions", events: [{ subscriptions: { heartbeats: ["all"], user: ["a"] } }] })
  return { reader, hear, told, confirm }
}

it("is connected once it is confirmed and told what is open, whichever comes first", () => {
  for (const confirmedFirst of [true, false]) {
    const { confirm, reader, told } = connection()
    if (confirmedFirst) confirm()
    told("snapshot", orders(50))
    if (!confirmedFirst) confirm()
    expect(reader.connected).toBe(false)
    expect(told("snapshot", []).open).toEqual([])
    expect(reader.connected).toBe(true)
  }
})

it("tells an order placed by hand, and one whose status or count is not told, and goes on", () => {
  const { confirm, told } = connection()
  told("snapshot", [])
  confirm()
  const { product_id: _, ...nowhere } = order("3", { status: "", number_of_fills: null })
  const heard = told("update", [order("1", { client_order_id: null }), nowhere])
  expect(heard).toMatchObject({
    changed: [
      { order_id: "1", client_order_id: "" },
      { order_id: "3", status: "" }
    ]
  })
  expect(heard.lost).toBeUndefined()
})

it("is connected after a snapshot of whole messages alone, once something else comes in its place", () => {
  const beat = { channel: "heartbeats", events: [] }
  for (const said of ["heartbeats", "update"]) {
    const { confirm, hear, reader, told } = connection()
    hear(beat)
    told("snapshot", orders(50))
    confirm()
    hear(beat)
    told("snapshot", orders(50))
    hear(beat)
    expect(reader.connected).toBe(false)
    if (said === "heartbeats") hear(beat)
    else expect(told("update", [order("1")]).changed).toHaveLength(1)
    expect([reader.connected, reader.mayLack]).toEqual([true, true])
  }
  const { confirm, hear, reader, told } = connection()
  told("snapshot", orders(50))
  confirm()
  told("snapshot", [])
  hear(beat)
  hear(beat)
  expect([reader.connected, reader.mayLack]).toEqual([true, false])
})

it("takes no confirmation of other channels for its own, and no error for a sign of life", () => {
  const { hear, reader, told } = connection()
  told("snapshot", orders(3))
  hear({ channel: "subscriptions", events: [{ subscriptions: { heartbeats: ["all"] } }] })
  expect(reader.connected).toBe(false)
  expect(reader.read('{"type":"error","message":"rate limit exceeded"}').lost).toEqual({
    why: "Coinbase refused: rate limit exceeded"
  })
  expect(reader.read('{"type":"error","message":"authentication failure"}').lost?.refused).toBe(true)
})

it("tells what is open from what changed", () => {
  const { told } = connection()
  expect(told("snapshot", orders(2)).open.map(({ order_id }) => order_id)).toEqual(["0", "1"])
  const { changed, open } = told("update", [order("1", { status: "FILLED", cumulative_quantity: "0.5" })])
  expect([open, changed.map(({ cumulative_quantity }) => cumulative_quantity)]).toEqual([[], ["0.5"]])
})

it("is lost when a message is missing, of whatever channel, and passes over one told before", () => {
  const { hear, told } = connection()
  told("snapshot", [])
  expect(hear({ channel: "heartbeats", events: [], sequence_num: 0 }).lost).toBeUndefined()
  expect(told("update", [order("1")]).lost?.why).toContain("1 of Coinbase's messages")
  const first = connection()
  expect(first.hear({ channel: "user", events: [], sequence_num: 1 }).lost).toBeDefined()
})

it("is lost rather than without an order, where one can't be read", () => {
  for (const bad of [
    { ...order("1"), cumulative_quantity: "a lot" },
    { ...order("1"), cumulative_quantity: 0.5 },
    { ...order("1"), order_id: "" },
    {}
  ])
    expect(connection().told("update", [order("0"), bad]).lost).toBeDefined()
  expect(connection().reader.read("<html>").lost).toBeDefined()
  expect(connection().reader.read('{"channel":"user","events":[]}').lost?.why).toContain("no number")
})

it("passes over the owner's own orders that can't be read, and counts them among what is open", () => {
  const { confirm, reader, told } = connection()
  confirm()
  const strange = order("x", { client_order_id: "4f1c", cumulative_quantity: "a lot" })
  const pending = order("2", { cumulative_quantity: "" })
  expect(told("snapshot", [...orders(49), strange]).open).toHaveLength(49)
  expect(reader.connected).toBe(false)
  expect(told("snapshot", [pending]).open.map(({ cumulative_quantity }) => cumulative_quantity)).toEqual(["0"])
  expect(reader.connected).toBe(true)
})

it("ignores channels, types and fields nobody knows", () => {
  const { hear, told } = connection()
  expect(hear({ channel: "status", events: "?" })).toEqual({ open: [], changed: [] })
  expect(told("resnapshot", [order("1", { colour: 1 })])).toEqual({ open: [], changed: [] })
})

import { describe, expect, it } from "vitest"
import { dca, grid } from "../simulation/run.fixture.ts"
import { desk } from "./desk.fixture.ts"

describe("a protective stop and the one that replaces it", () => {
  it.each([
    ["LONG", grid({ stopLossPrice: "80" as never }), "79", "SELL"],
    ["SHORT", dca({ direction: "SHORT", stopLossPercent: "10" as never }), "111", "BUY"]
  ] as const)(
    "EXIT-7 CLOSE-2 should both fill where they don't exclude each other, the excess is undone: %s",
    (_, settings, price, side) => {
      const it = desk(settings)
      it.start()
      it.settle()
      // A fill makes the position larger: for a moment two stops rest.
      const entry = it.open().find((order) => order.purpose !== "STOP_LOSS" && order.side !== side)
      if (entry === undefined) throw new Error("nothing rests that enters")
      it.fill(entry.id)
      const stops = it.open("STOP_LOSS", side)
      expect(stops).toHaveLength(2)
      for (const stop of stops) it.fill(stop.id, { price })
      expect(it.state.life).toBe("CLOSING")
      it.settleCancels()
      const undo = it.sole("CLOSE")
      expect(undo.side).toBe(side === "SELL" ? "BUY" : "SELL")
      it.fill(undo.id, { price })
      expect(it.state.life).toBe("STOPPED")
      expect(it.state.ledger.base.position).toBe(0)
    }
  )
})

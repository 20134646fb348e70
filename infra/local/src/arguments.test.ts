import { describe, expect, it } from "vitest"
import { readArguments } from "./arguments.ts"

const plain = { follow: new Map(), port: 4280, reach: { listen: "127.0.0.1", publicUrl: undefined }, demo: false }

describe("the command line", () => {
  it("has a default for everything", () => {
    expect(readArguments([])).toEqual({ ...plain, speed: 1, world: { kind: "LIVE_IF_REACHABLE" } })
    expect(readArguments(["--help"])).toBe("HELP")
    expect(readArguments(["--version"])).toBe("VERSION")
    expect(readArguments(["--live"])).toMatchObject({ world: { kind: "LIVE" } })
    expect(readArguments(["--fees", "0.25/0.4"])).toMatchObject({
      world: { fees: { makerFeeRate: "0.0025", takerFeeRate: "0.004" } }
    })
  })

  it("reads which pairs of other exchanges are followed, on live prices only", () => {
    expect(readArguments(["--follow", "ccxt:kraken/BTC-USD, ccxt:okx/BTC-USDT,ccxt:kraken/ETH-USD"])).toMatchObject({
      follow: new Map([
        ["ccxt:kraken", ["BTC-USD", "ETH-USD"]],
        ["ccxt:okx", ["BTC-USDT"]]
      ])
    })
    for (const bad of ["kraken/BTC-USD", "ccxt:mtgox/BTC-USD", "ccxt:kraken/", ""])
      expect(() => readArguments(["--follow", bad])).toThrow("name exchange and pair, such as ccxt:kraken/BTC-USD")
    const many = Array.from({ length: 51 }, (_, i) => `ccxt:okx/C${i}-USDT`).join(",")
    expect(() => readArguments(["--follow", many])).toThrow("50 pairs at the most")
    expect(() => readArguments(["--simulate", "--follow", "ccxt:kraken/BTC-USD"])).toThrow("belongs to live prices")
  })

  it("reads a replay and a simulation", () => {
    expect(readArguments(["--replay", "a.csv", "--speed", "60"])).toEqual({
      ...plain,
      speed: 60,
      world: { kind: "REPLAY", file: "a.csv", layout: {}, choice: {} }
    })
    expect(
      readArguments(["--replay", "a.csv", "--class", "crypto", "--tick", "0.01", "--time", "written"])
    ).toMatchObject({
      world: { layout: { time: "WRITTEN" }, choice: { assetClass: "CRYPTO", tickSize: "0.01" } }
    })
    expect(() => readArguments(["--simulate", "--tick", "0.01"])).toThrow("--tick belongs to a recording")
    expect(() => readArguments(["--replay", "a.csv", "--zone", "Nowhere/Land"])).toThrow("give a time zone such as")
    expect(readArguments(["--simulate", "--seed", "7", "--port", "0"])).toEqual({
      ...plain,
      port: 0,
      speed: 1,
      world: { kind: "SIMULATED", seed: 7 }
    })
  })

  it("reads from where it may be asked", () => {
    const reachOf = (...argv: ReadonlyArray<string>) => {
      const read = readArguments(argv)
      return typeof read === "string" ? undefined : { listen: read.reach.listen, publicUrl: read.reach.publicUrl?.href }
    }
    expect(reachOf("--listen", "0.0.0.0")).toEqual({ listen: "0.0.0.0", publicUrl: undefined })
    expect(reachOf("--listen", "[::]", "--public-url", "https://Tower.Example")).toEqual({
      listen: "::",
      publicUrl: "https://tower.example/"
    })
    expect(reachOf("--listen", "localhost")?.listen).toBe("127.0.0.1")
  })

  it.each([
    [["--listen", "tower.example"], "give an address of this computer"],
    [["--public-url", "tower.example"], "give scheme and name alone"],
    [["--public-url", "ftp://tower.example"], "give scheme and name alone"],
    [["--public-url", "https://tower.example/x"], "give scheme and name alone"],
    [["--demo", "--listen", "0.0.0.0"], "for this computer alone"],
    [["--demo", "--public-url", "https://tower.example"], "for this computer alone"],
    [["--prot", "1"], "Known are --port"],
    [["file.csv"], "Known are --port"],
    [["--port", "70000"], "from 0 to 65535, such as --port 4280"],
    [["--port", "abc"], "whole number"],
    [["--speed", "0", "--simulate"], "from 0.1"],
    [["--speed", "2"], "add --replay FILE.csv or --simulate"],
    [["--seed", "1.5", "--simulate"], "whole number"],
    [["--seed", "1"], "add --simulate"],
    [["--replay"], "argument missing"],
    [["--replay", "a.csv", "--simulate"], "--replay and --simulate exclude each other"],
    [["--fees", "0.4"], "such as --fees 0.25/0.4"],
    [["--fees", "0.4/0.6", "--simulate"], "belongs to live prices"],
    [["--live", "--simulate"], "--live and --simulate exclude each other"]
  ])("refuses %j, saying what would work", (argv, says) => {
    expect(() => readArguments(argv)).toThrow(says)
  })
})

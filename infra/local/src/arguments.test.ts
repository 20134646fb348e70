import { describe, expect, it } from "vitest"
import { readArguments } from "./arguments.ts"

describe("the command line", () => {
  it("has a default for everything", () => {
    expect(readArguments([])).toEqual({ port: 4280, speed: 1, world: { kind: "LIVE_IF_REACHABLE" } })
    expect(readArguments(["--help"])).toBe("HELP")
  })

  it("reads a replay and a simulation", () => {
    expect(readArguments(["--replay", "a.csv", "--speed", "60"])).toEqual({
      port: 4280,
      speed: 60,
      world: { kind: "REPLAY", file: "a.csv" }
    })
    expect(readArguments(["--simulate", "--seed", "7", "--port", "0"])).toEqual({
      port: 0,
      speed: 1,
      world: { kind: "SIMULATED", seed: 7 }
    })
  })

  it.each([
    [["--prot", "1"], "Known are --port"],
    [["file.csv"], "Known are --port"],
    [["--port", "70000"], "from 0 to 65535, such as --port 4280"],
    [["--port", "abc"], "whole number"],
    [["--speed", "0", "--simulate"], "from 0.1"],
    [["--speed", "2"], "add --replay FILE.csv or --simulate"],
    [["--seed", "1.5", "--simulate"], "whole number"],
    [["--seed", "1"], "add --simulate"],
    [["--replay"], "argument missing"],
    [["--replay", "a.csv", "--simulate"], "exclude each other"]
  ])("refuses %j, saying what would work", (argv, says) => {
    expect(() => readArguments(argv)).toThrow(says)
  })
})

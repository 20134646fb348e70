import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { runMain } from "../../../../tests/system/run-main.ts"
import { isPassphrase, readPassphrase, setPassphrase } from "./passphrase.ts"

const folder = mkdtempSync(join(tmpdir(), "passphrase-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const words = "correct horse battery staple"

describe("a passphrase", () => {
  it("is kept so that it can be checked, but not read", async () => {
    const file = join(folder, "kept.json")
    expect(readPassphrase(file)).toBeUndefined()
    await setPassphrase(file, words)
    const kept = readPassphrase(file)
    if (kept === undefined) throw new Error("nothing was kept")
    expect(readFileSync(file, "utf8")).not.toContain("horse")
    expect(await isPassphrase(kept, words)).toBe(true)
    for (const wrong of ["", `${words} `, words.toUpperCase(), "x".repeat(100_000)])
      expect(await isPassphrase(kept, wrong)).toBe(false)
    await setPassphrase(file, words)
    expect(readPassphrase(file)).not.toEqual(kept)
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it("is the same however the keyboard put its letters together", async () => {
    const file = join(folder, "letters.json")
    await setPassphrase(file, "grünes Gras über\u00e9")
    const kept = readPassphrase(file)
    expect(kept !== undefined && (await isPassphrase(kept, "gru\u0308nes Gras u\u0308bere\u0301"))).toBe(true)
  })

  it("that is damaged is said to be, with what to do", () => {
    const file = join(folder, "damaged.json")
    writeFileSync(file, "{}")
    expect(() => readPassphrase(file)).toThrow("npm run passphrase")
  })
})

/** Runs the command with a line piped in. */
const run = (input: string, ...args: ReadonlyArray<string>) =>
  runMain(join(import.meta.dirname, "main.ts"), args, { input, env: { TRADETOWER_HOME: join(folder, "home") } })

describe("npm run passphrase", () => {
  it("sets it, refuses a short one, and forgets it", async () => {
    const file = join(folder, "home", "passphrase.json")
    const short = await run("too short\n")
    expect(short.code).toBe(2)
    expect(short.output).toContain("12 to 200")
    expect(readPassphrase(file)).toBeUndefined()
    expect(await run(`${words}\n`)).toMatchObject({ code: 0 })
    const kept = readPassphrase(file)
    expect(kept !== undefined && (await isPassphrase(kept, words))).toBe(true)
    expect(await run("", "--forget")).toMatchObject({ code: 0 })
    expect(readPassphrase(file)).toBeUndefined()
  })
})

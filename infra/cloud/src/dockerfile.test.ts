import { spawn, spawnSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { ccxtNames } from "@tradetower/execution"
import { afterAll, expect, it } from "vitest"
import { secretsUnder } from "../../../tests/secrets-in.ts"
import { freePort } from "../../../tests/system/free-port.ts"
import { packPart } from "../pack.mjs"

const root = resolve(import.meta.dirname, "../../..")
const dockerfile = readFileSync(join(root, "infra/cloud/Dockerfile"), "utf8")
const folder = mkdtempSync(join(tmpdir(), "container-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const command = JSON.parse(/^CMD (.+)$/m.exec(dockerfile)?.[1] ?? "[]") as ReadonlyArray<string>

const isOpenToAll = (path: string): boolean =>
  (statSync(path).mode & 0o005) === 0o005 && (path === dirname(path) || isOpenToAll(dirname(path)))

/** As whom a container runs: nobody; only root can become that, and only where nobody may come to Node. */
const nobody = process.getuid?.() === 0 && isOpenToAll(process.execPath) ? { uid: 65_532, gid: 65_532 } : {}

it("copies what it packs, and nothing else", () => {
  expect(dockerfile.match(/^COPY .*/gm)).toEqual([
    "COPY . .",
    "COPY --from=build /src/infra/cloud/dist/packed/$PART ./"
  ])
  expect(dockerfile).toMatch(/ && node infra\/cloud\/pack\.mjs \$PART$/m)
  expect(readFileSync(join(root, "infra/cloud/pack.mjs"), "utf8")).toContain('"infra", "cloud", "dist", "packed", name')
  expect(dockerfile).toMatch(/^FROM \S+:nonroot$/m)
})

it.each(["execution", "realtime", "simulations"])(
  "%s runs from what its container holds, as nobody, and holds no secret",
  async (part) => {
    chmodSync(folder, 0o755)
    const app = packPart(root, part, join(folder, part))
    chmodSync(app, 0o555)
    const port = await freePort()
    const nowhere = `127.0.0.1:${await freePort()}`
    const services: Record<string, string> = { AZURE_SERVICEBUS_ENDPOINT: nowhere, AZURE_SERVICEBUS_KEY: "none" }
    for (const name of ["COSMOS", "WEBPUBSUB", "BLOB", "KEYVAULT"]) {
      services[`AZURE_${name}_ENDPOINT`] = `http://${nowhere}`
      services[`AZURE_${name}_KEY`] = "none"
    }
    const child = spawn(process.execPath, command, {
      ...nobody,
      cwd: app,
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: {
        ...services,
        NODE_ENV: "production",
        PORT: String(port)
      }
    })
    let said = ""
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (said += String(chunk)))
    const ended = new Promise<number | null>((done) => child.once("exit", done))
    const live = () =>
      child.exitCode === null
        ? fetch(`http://127.0.0.1:${port}/live`).then(
            ({ status }) => status,
            () => "NOT_YET"
          )
        : said
    await expect.poll(live).toBe(200)
    child.kill("SIGTERM")
    expect(await ended, said).toBe(0)
    expect(secretsUnder(app)).toEqual([])
  }
)

it.each(["execution", "functions"])("what stays outside the bundle of %s is there with all it needs", (part) => {
  const app = packPart(root, part, join(folder, `load-${part}`))
  const files = ccxtNames.map((name) => `new URL("./src/${name}.js", import.meta.resolve("ccxt"))`)
  const packages = [`"ws"`, ...(part === "functions" ? [`"@azure/functions"`] : [])]
  writeFileSync(join(app, "load.mjs"), [...files, ...packages].map((each) => `await import(${each})`).join("\n"))
  const { status, stderr } = spawnSync(process.execPath, ["load.mjs"], { cwd: app, encoding: "utf8" })
  expect(status, stderr).toBe(0)
})

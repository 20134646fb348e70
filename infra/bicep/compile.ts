import { spawn } from "node:child_process"
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, dirname, join, relative, resolve } from "node:path"
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter
} from "vscode-jsonrpc/node"
import { hashOf } from "../local/stamp.mjs"
import type { Template } from "./order.ts"
import type { Snapshot } from "./snapshot.ts"

const root = resolve(import.meta.dirname, "../..")
export const environments = ["dev", "staging", "prod"] as const
/** What the names of parameter files begin with that ask for what can't be. */
const REFUSED = "refused"
/** The parameter file that others extend, and that is none by itself. */
const COMMON = "common.bicepparam"

/** What the compiler says of the templates. */
export interface Compiled {
  /** What it or its linter finds wrong: file, place, rule. */
  readonly diagnostics: ReadonlyArray<string>
  /** infra/main.bicep with all its modules, as Azure gets it. */
  readonly template: Template
  /** Files that its formatter would write differently. */
  readonly unformatted: ReadonlyArray<string>
  /** By the name of its parameter file: each environment, and what an environment may be. */
  readonly snapshots: Readonly<Record<string, Snapshot>>
  /** What is said to who asks for what can't be. */
  readonly refusal: string
}

const templates = () => globSync("infra/{main.bicep,modules/**/*.bicep,environments/**/*.bicepparam}", { cwd: root })
const inputs = [
  "infra/main.bicep",
  "infra/bicepconfig.json",
  "infra/modules",
  "infra/environments",
  "infra/resources",
  "infra/bicep/compile.ts",
  "infra/bicep/find-bicep.mjs"
]

/** Runs the compiler as a process that answers until it is let go: it is slow to start. */
const withCompiler = async <A>(bicep: string, ask: (compiler: MessageConnection) => Promise<A>): Promise<A> => {
  const { DOTNET_ROOT, HOME, PATH, USERPROFILE } = process.env
  const child = spawn(bicep, ["jsonrpc", "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
    // Nothing that a parameter file reads: what is compiled is the same everywhere. Profiling costs more than it saves.
    env: { DOTNET_ROOT, HOME, PATH, USERPROFILE, DOTNET_TieredPGO: "0" }
  })
  const compiler = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin))
  const ended = new Promise<never>((_, reject) => {
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`${bicep} ended by itself (${code})`)))
  })
  compiler.listen()
  try {
    return await Promise.race([ask(compiler), ended])
  } finally {
    ended.catch(() => undefined)
    compiler.dispose()
    child.kill()
  }
}

interface Diagnostic {
  readonly source: string
  readonly range: { readonly start: { readonly line: number } }
  readonly code: string
  readonly message: string
}

const diagnosticsOf = async (compiler: MessageConnection, path: string): Promise<ReadonlyArray<string>> => {
  const { diagnostics } = await compiler.sendRequest<{ diagnostics: ReadonlyArray<Diagnostic> }>(
    "bicep/compileParams",
    {
      path: join(root, path),
      parameterOverrides: {}
    }
  )
  return diagnostics.map(
    ({ code, message, range, source }) => `${relative(root, source)}:${range.start.line + 1} ${code}: ${message}`
  )
}

const isFormatted = async (compiler: MessageConnection, path: string): Promise<boolean> => {
  const full = join(root, path)
  const { contents } = await compiler.sendRequest<{ contents: string }>("bicep/format", { path: full })
  return contents === readFileSync(full, "utf8")
}

/** The same each time: the compiler's order is its own. What is null is not sent. What is deployed in two steps is there twice. */
const inOrder = (text: string): Snapshot => {
  const { predictedResources } = JSON.parse(text, (_, value: unknown) => value ?? undefined) as Snapshot
  return { predictedResources: predictedResources.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) }
}

const snapshotOf = async (compiler: MessageConnection, path: string): Promise<Snapshot> => {
  const [environment] = basename(path, ".bicepparam").split("-")
  const { snapshot } = await compiler.sendRequest<{ snapshot: string }>("bicep/getSnapshot", {
    path: join(root, path),
    metadata: {
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      resourceGroup: `rg-tradetower-${environment}`,
      location: "westeurope"
    }
  })
  return inOrder(snapshot)
}

const compileAll = (bicep: string): Promise<Compiled> =>
  withCompiler(bicep, async (compiler) => {
    const paths = templates()
    const unformatted = []
    for (const path of paths) if (!(await isFormatted(compiler, path))) unformatted.push(path)
    const parameters = paths.filter((path) => path.endsWith(".bicepparam") && basename(path) !== COMMON)
    // Its template and every module come along. What is wrong with another parameter file, its snapshot says by failing.
    const diagnostics = await diagnosticsOf(compiler, "infra/environments/dev.bicepparam")
    const { contents } = await compiler.sendRequest<{ contents: string }>("bicep/compile", {
      path: join(root, "infra/main.bicep")
    })
    const template = JSON.parse(contents) as Template
    const snapshots: Record<string, Snapshot> = {}
    let refusal = ""
    for (const path of parameters) {
      const name = basename(path, ".bicepparam")
      const made = snapshotOf(compiler, path)
      if (name.startsWith(REFUSED)) refusal += await made.then(() => "", String)
      else snapshots[name] = await made
    }
    return { diagnostics, template, unformatted, snapshots, refusal }
  })

const kept = join(root, ".build", "bicep.json")
interface Kept {
  readonly hash: string
  readonly made: Compiled
}
const readKept = () => JSON.parse(readFileSync(kept, "utf8")) as Kept

/** What the compiler says, kept until a template changes: half a minute of a core. */
export const compiled = async (bicep: string): Promise<Compiled> => {
  const hash = hashOf(root, inputs)
  if (existsSync(kept)) {
    const last = readKept()
    if (last.hash === hash) return last.made
  }
  const made = await compileAll(bicep)
  mkdirSync(dirname(kept), { recursive: true })
  writeFileSync(kept, JSON.stringify({ hash, made } satisfies Kept))
  return made
}

/** What it said last: of the templates as they are, after `compile-once.ts`. */
export const lastCompiled = (): Compiled => readKept().made

/** Where what an environment is made of is kept for review. */
export const snapshotFile = (environment: string): string => join(root, "infra", "snapshots", `${environment}.json`)

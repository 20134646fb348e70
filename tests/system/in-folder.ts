import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startSystem, type SystemOptions } from "@tradetower/local"

/** An empty folder of its own. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), "tradetower-"))

export interface InFolder {
  readonly origin: string
  /** Where all that is kept lies. */
  readonly base: string
  /** Ends it; what it keeps stays. */
  readonly halt: () => Promise<void>
  /** Ends it, and takes its folder away. */
  readonly stop: () => Promise<void>
}

/** The product in this process, with all that it keeps in a folder that goes with it; silent. */
export const startInFolder = async (
  options: Omit<SystemOptions, "demo" | "folder" | "configFolder" | "telemetry">,
  base = newFolder()
): Promise<InFolder> => {
  const system = await startSystem({
    demo: true,
    folder: join(base, "world"),
    configFolder: join(base, "config"),
    telemetry: { logs: "off" },
    ...options
  })
  return {
    origin: system.url,
    base,
    halt: () => system.stop(),
    stop: async () => {
      await system.stop()
      rmSync(base, { recursive: true, force: true })
    }
  }
}

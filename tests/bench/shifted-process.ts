import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { startProcess, type SystemProcess } from "../system/start.ts"

/** By how much its clocks go on, ms. */
export interface Told {
  readonly wall: number
  readonly monotonic: number
}

/** What a process has taken. */
export interface Heard {
  /** The longest its event loop stood still since it was told last, ms. */
  readonly stall: number
  /** The most it ever had of memory, MB. */
  readonly rss: number
}

/** The product in a process whose clocks can be set; `stop` also removes its folder. */
export interface ShiftedProcess extends SystemProcess {
  readonly tell: (told: Told) => Promise<Heard>
}

/** Starts the product as `npm start` does. */
export const startShifted = async (args: ReadonlyArray<string>): Promise<ShiftedProcess> => {
  const home = mkdtempSync(join(tmpdir(), "tradetower-clock-"))
  const server = createServer()
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const connected = once(server, "connection")
  const { port } = server.address() as AddressInfo
  const system = await startProcess("tests/bench/shifted-system.ts", home, args, {
    CLOCK_CONTROL: String(port)
  })
  const [socket] = (await connected) as [Socket]
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]()
  return {
    ...system,
    tell: async (told) => {
      socket.write(`${JSON.stringify(told)}\n`)
      const { value } = await answers.next()
      return JSON.parse(String(value)) as Heard
    },
    stop: async () => {
      await system.stop()
      socket.destroy()
      server.close()
      for (const folder of [home, `${home}-config`]) rmSync(folder, { recursive: true, force: true })
    }
  }
}

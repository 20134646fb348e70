import { type AddressInfo, createServer, type Socket } from "node:net"
import { type Client, Gateway, type GatewayOptions } from "./gateway.ts"
import { answerQuestion } from "./questions.ts"
import { placeTicket } from "./tickets.ts"

/** What a program says, by the number of its kind. */
const received = (gateway: Gateway, client: Client, [kind = "", ...rest]: ReadonlyArray<string>): void => {
  gateway.asked.push(kind)
  if (kind === "71") return gateway.begin(client, Number(rest[1]))
  if (client.clientId < 0) return
  if (kind === "3") return placeTicket(gateway, client, rest)
  if (kind === "4") return gateway.cancel(client, Number(rest[0]))
  answerQuestion(gateway, client, kind, rest)
}

export interface GatewayServer {
  readonly gateway: Gateway
  readonly port: number
  readonly close: () => Promise<void>
}

/** Starts one, on a port of its own. */
export const serveGateway = async ({ port = 0, ...options }: GatewayOptions): Promise<GatewayServer> => {
  const gateway = new Gateway(options)
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("close", () => sockets.delete(socket))
    gateway.connect(socket, (client, tokens) => received(gateway, client, tokens))
  })
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve))
  // A server on a port has such an address.
  const { port: own } = server.address() as AddressInfo
  return {
    gateway,
    port: own,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    }
  }
}

import { Connection } from "@tradetower/domain/connection"
import { container } from "../ports/container.ts"

/** What a tenant set up of their own accounts at brokers; the one that is not here is as everybody has it. */
export const Connections = container("Connections", Connection)

import { compiled } from "./compile.ts"
import { findBicep, withoutBicep } from "./find-bicep.mjs"

/** Before the tests that look at what the compiler says: it is asked once for all of them. */
export const setup = async (): Promise<void> => {
  const bicep = await findBicep()
  if (bicep === undefined) throw new Error(withoutBicep)
  await compiled(bicep)
}

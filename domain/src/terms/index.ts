export { brokerTerms, classOf, isKind, termsNames, TermsName, termsOf } from "./list.ts"
export { type BrokerTerms, type FeeSchedule, type InstrumentClass, type Terms } from "./terms.ts"
export { instrumentBy, marketBy } from "./instrument-under.ts"
export { type Neighbour, nettingProblem } from "./netting.ts"

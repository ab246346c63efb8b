import fc from 'fast-check';

// One seed for all property tests: what passes once passes again.
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_171_127 });

import * as tf from '@tensorflow/tfjs';

// Production mode keeps TensorFlow.js from printing its "Hi, looks like you are running TensorFlow.js in Node.js"
// banner and its duplicate-kernel warnings into the output of the command line tool.
tf.enableProdMode();

/** Makes a backend current; programs run on whichever is. */
export async function useBackend(name: string): Promise<void> {
  if (tf.getBackend() !== name) await tf.setBackend(name);
}

export { tf };

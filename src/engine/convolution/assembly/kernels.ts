// AssemblyScript, compiled to WebAssembly by `npm run build:kernels`. Addresses are byte offsets into the imported memory; numbers are
// f32. An image is stored pixel by pixel, its channels side by side, with the convolution's padding around it: what a filter meets
// at one place is then a run of numbers for each of its rows.

/** Numbers of a window that are summed up at a time, in vectors: with more, they and what they are multiplied by exceed the registers. */
const BLOCK: usize = 5;

/** Copies images `[images, height, lineBytes]` into padded ones: `target` is where the first pixel goes. */
export function pack(
  images: usize,
  count: i32,
  height: i32,
  lineBytes: usize,
  target: usize,
  targetLine: usize,
  targetImage: usize,
): void {
  for (let image = 0; image < count; image++, target += targetImage) {
    let line = target;
    for (let y = 0; y < height; y++, images += lineBytes, line += targetLine) memory.copy(line, images, lineBytes);
  }
}

/**
 * Finds the place of the greatest output in each window of a max pool, the first of equals; rectifies and stores it.
 *
 * @param outputs of a convolution, `[channels, height, width, images]`; channels and images multiples of 4
 * @param winners written: u8 `[cells, channels, images]`: the place in the window, or as many as there are where none is above 0
 * @param pooled written unless 0: where the first pixel of the next convolution's first image goes
 */
export function select(
  outputs: usize,
  channels: i32,
  height: i32,
  width: i32,
  images: i32,
  poolHeight: i32,
  poolWidth: i32,
  winners: usize,
  pooled: usize,
  pooledLine: usize,
  pooledImage: usize,
): void {
  const pixel = <usize>images << 2;
  const line = <usize>width * pixel;
  const plane = <usize>height * line;
  for (let y = 0; y < height; y += poolHeight, pooled += pooled ? pooledLine : 0) {
    let to = pooled;
    for (let x = 0; x < width; x += poolWidth) {
      let corner = outputs + <usize>y * line + <usize>x * pixel;
      for (let channel = 0; channel < channels; channel += 4, corner += 4 * plane, winners += pixel) {
        let image = to;
        for (let at: usize = 0; at < pixel; at += 16) {
          const from = corner + at;
          const index = winners + (at >> 2);
          const a = greatest(from, line, pixel, poolHeight, poolWidth, index);
          const b = greatest(from + plane, line, pixel, poolHeight, poolWidth, index + images);
          const c = greatest(from + 2 * plane, line, pixel, poolHeight, poolWidth, index + 2 * images);
          const d = greatest(from + 3 * plane, line, pixel, poolHeight, poolWidth, index + 3 * images);
          if (!to) continue;
          // Four images of each of four channels become four channels of each of four images.
          const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
          const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
          const ba = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
          const dc = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
          v128.store(image, v128.shuffle<f64>(ab, cd, 0, 2));
          v128.store(image + pooledImage, v128.shuffle<f64>(ab, cd, 1, 3));
          v128.store(image + 2 * pooledImage, v128.shuffle<f64>(ba, dc, 0, 2));
          v128.store(image + 3 * pooledImage, v128.shuffle<f64>(ba, dc, 1, 3));
          image += 4 * pooledImage;
        }
        to += to ? 16 : 0;
      }
    }
  }
}

/** Of four images; writes the places, and gives the values, 0 where none is above it. */
@inline
function greatest(corner: usize, line: usize, pixel: usize, height: i32, width: i32, places: usize): v128 {
  let best = v128.load(corner);
  let index = i32x4.splat(0);
  let place = 0;
  for (let y = 0; y < height; y++, corner += line) {
    let from = corner;
    for (let x = 0; x < width; x++, place++, from += pixel) {
      const value = v128.load(from);
      const isGreater = f32x4.gt(value, best);
      best = v128.bitselect(value, best, isGreater);
      index = v128.bitselect(i32x4.splat(place), index, isGreater);
    }
  }
  const isAlive = f32x4.gt(best, f32x4.splat(0));
  const halves = i16x8.narrow_i32x4_u(v128.bitselect(index, i32x4.splat(place), isAlive), i32x4.splat(0));
  v128.store32_lane(places, i8x16.narrow_i16x8_u(halves, halves), 0);
  return v128.and(best, isAlive);
}

/**
 * Of one image, the gradients that reach an output of the convolution, which are few: one in each window, and none where it was not
 * above 0. An entry is an i32 and a gradient.
 *
 * @param winners of this image: u8 `[cells, channels, images]`, from its first
 * @param gradients by the pooled outputs, `[cellsDown, cellsAcross, channels]` with `gradientLine` bytes from line to line
 * @param windows i32 `[cells, places + 1]`: byte offset in the padded input of what the filter meets at each place
 * @param ofChannels, channelCounts written: entries `[channels, cells]` with the windows' offsets, and how many i32 `[channels]`
 * @param ofPlaces, placeCounts written unless 0: entries `[cells, places + 1, channels]` with the filters' offsets, i32 `[cells, places + 1]`
 * @param filterBytes between the offsets of filters
 */
export function list(
  winners: usize,
  images: i32,
  cellsDown: i32,
  cellsAcross: i32,
  channels: i32,
  places: i32,
  gradients: usize,
  gradientLine: usize,
  windows: usize,
  ofChannels: usize,
  channelCounts: usize,
  ofPlaces: usize,
  placeCounts: usize,
  filterBytes: i32,
): void {
  const cells = cellsDown * cellsAcross;
  const cellBytes = <usize>(places + 1) << 2;
  const listBytes = <usize>cells << 3;
  const placeBytes = <usize>channels << 3;
  memory.fill(channelCounts, 0, <usize>channels << 2);
  const hasPlaces = placeCounts != 0;
  if (hasPlaces) memory.fill(placeCounts, 0, <usize>cells * cellBytes);
  for (let y = 0; y < cellsDown; y++, gradients += gradientLine) {
    let from = gradients;
    for (let x = 0; x < cellsAcross; x++) {
      let channelList = ofChannels;
      let channelCount = channelCounts;
      for (let channel = 0; channel < channels; channel++) {
        const place = <usize>load<u8>(winners);
        const gradient = load<f32>(from);
        // What has no place is written as well, and not counted: a branch that nobody can foretell takes longer.
        const count = load<i32>(channelCount);
        const entry = channelList + (<usize>count << 3);
        store<i32>(entry, load<i32>(windows + (place << 2)));
        store<f32>(entry, gradient, 4);
        store<i32>(channelCount, count + <i32>(place != <usize>places));
        if (hasPlaces) {
          const placeCount = placeCounts + (place << 2);
          const others = load<i32>(placeCount);
          const placeEntry = ofPlaces + place * placeBytes + (<usize>others << 3);
          store<i32>(placeEntry, channel * filterBytes);
          store<f32>(placeEntry, gradient, 4);
          store<i32>(placeCount, others + 1);
        }
        winners += images;
        from += 4;
        channelList += listBytes;
        channelCount += 4;
      }
      windows += cellBytes;
      placeCounts += cellBytes;
      ofPlaces += <usize>(places + 1) * placeBytes;
    }
  }
}

/**
 * Adds one image to the gradients of filters and biases: each gradient times what the filter met.
 *
 * @param input the padded image
 * @param offsets i32 `[vectors]`: where each vector of a window is, from the window's first byte; a multiple of `BLOCK` of them
 * @param filters sums `[channels, vectors, 4]`
 * @param biases sums `[channels]`
 */
export function addFilters(
  input: usize,
  ofChannels: usize,
  channelCounts: usize,
  cells: i32,
  channels: i32,
  offsets: usize,
  vectors: i32,
  filters: usize,
  biases: usize,
): void {
  const lastOffset = offsets + (<usize>vectors << 2);
  for (let channel = 0; channel < channels; channel++, ofChannels += <usize>cells << 3, biases += 4) {
    const end = ofChannels + (<usize>load<i32>(channelCounts + (<usize>channel << 2)) << 3);
    let bias = load<f32>(biases);
    for (let entry = ofChannels; entry < end; entry += 8) bias += load<f32>(entry, 4);
    store<f32>(biases, bias);
    for (let offset = offsets; offset < lastOffset; offset += BLOCK << 2, filters += BLOCK << 4) {
      const a = input + load<i32>(offset), b = input + load<i32>(offset, 4), c = input + load<i32>(offset, 8);
      const d = input + load<i32>(offset, 12), e = input + load<i32>(offset, 16);
      let ofA = v128.load(filters), ofB = v128.load(filters, 16), ofC = v128.load(filters, 32);
      let ofD = v128.load(filters, 48), ofE = v128.load(filters, 64);
      for (let entry = ofChannels; entry < end; entry += 8) {
        const window = load<i32>(entry);
        const gradient = v128.load32_splat(entry, 4);
        ofA = f32x4.add(ofA, f32x4.mul(gradient, v128.load(a + window)));
        ofB = f32x4.add(ofB, f32x4.mul(gradient, v128.load(b + window)));
        ofC = f32x4.add(ofC, f32x4.mul(gradient, v128.load(c + window)));
        ofD = f32x4.add(ofD, f32x4.mul(gradient, v128.load(d + window)));
        ofE = f32x4.add(ofE, f32x4.mul(gradient, v128.load(e + window)));
      }
      v128.store(filters, ofA);
      v128.store(filters, ofB, 16);
      v128.store(filters, ofC, 32);
      v128.store(filters, ofD, 48);
      v128.store(filters, ofE, 64);
    }
  }
}

/**
 * The gradient by one padded input image: each gradient of an output times its filter, where that lay.
 *
 * @param input written: the gradient, with room behind it for as much again
 * @param inputBytes of the image
 * @param filters `[channels, vectors, 4]`; zeros where `offsets` has no vector of a filter
 */
export function inputGradient(
  input: usize,
  inputBytes: usize,
  ofPlaces: usize,
  placeCounts: usize,
  windows: usize,
  cells: i32,
  channels: i32,
  places: i32,
  offsets: usize,
  vectors: i32,
  filters: usize,
): void {
  memory.fill(input, 0, inputBytes);
  const placeBytes = <usize>channels << 3;
  const lastOffset = offsets + (<usize>vectors << 2);
  for (let cell = 0; cell < cells; cell++) {
    for (let place = 0; place < places; place++, ofPlaces += placeBytes, placeCounts += 4, windows += 4) {
      const count = load<i32>(placeCounts);
      if (count == 0) continue;
      const to = input + load<i32>(windows);
      const end = ofPlaces + (<usize>count << 3);
      // The entries come again and again, as many each time, which the processor learns to foretell.
      let vector = filters;
      for (let offset = offsets; offset < lastOffset; offset += BLOCK << 2, vector += BLOCK << 4) {
        const a = to + load<i32>(offset), b = to + load<i32>(offset, 4), c = to + load<i32>(offset, 8);
        const d = to + load<i32>(offset, 12), e = to + load<i32>(offset, 16);
        let ofA = v128.load(a), ofB = v128.load(b), ofC = v128.load(c), ofD = v128.load(d), ofE = v128.load(e);
        for (let entry = ofPlaces; entry < end; entry += 8) {
          const filter = vector + load<i32>(entry);
          const gradient = v128.load32_splat(entry, 4);
          ofA = f32x4.add(ofA, f32x4.mul(gradient, v128.load(filter)));
          ofB = f32x4.add(ofB, f32x4.mul(gradient, v128.load(filter, 16)));
          ofC = f32x4.add(ofC, f32x4.mul(gradient, v128.load(filter, 32)));
          ofD = f32x4.add(ofD, f32x4.mul(gradient, v128.load(filter, 48)));
          ofE = f32x4.add(ofE, f32x4.mul(gradient, v128.load(filter, 64)));
        }
        v128.store(a, ofA);
        v128.store(b, ofB);
        v128.store(c, ofC);
        v128.store(d, ofD);
        v128.store(e, ofE);
      }
    }
    // Behind the places are those that had none.
    ofPlaces += placeBytes;
    placeCounts += 4;
    windows += 4;
  }
}

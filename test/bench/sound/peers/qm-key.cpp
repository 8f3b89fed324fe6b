// Mono samples (signed 16 bits, 44,100 a second) on stdin; how many blocks each key was heard in on stdout: Queen Mary's key detector,
// as Mixxx drives it. Compiled by the benchmark where Debian's libqm-dsp-dev is installed; 1 to 12 are C major to B major, 13 to 24 minor.
#include <cstdint>
#include <cstdio>
#include <vector>

#include <dsp/keydetection/GetKeyMode.h>

int main() {
  GetKeyMode detector(44100, 440, 10, 10);
  const size_t block = detector.getBlockSize(), hop = detector.getHopSize();
  std::vector<double> window(block, 0.0);
  std::vector<int16_t> samples(hop);
  std::vector<long> heard(25, 0);
  size_t filled = 0;
  for (;;) {
    const size_t want = filled < block ? block - filled : 0;
    std::vector<int16_t> next(want);
    if (std::fread(next.data(), sizeof(int16_t), want, stdin) < want) break;
    for (size_t i = 0; i < want; i++) window[filled + i] = next[i] / 32768.0;
    const int key = detector.process(window.data());
    if (key >= 0 && key <= 24) heard[key]++;
    window.erase(window.begin(), window.begin() + hop);
    filled = window.size();
    window.resize(block, 0.0);
  }
  for (const long count : heard) std::printf("%ld ", count);
  std::printf("\n");
}

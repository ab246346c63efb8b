"""Prints the learning rates that schedule.test.ts expects of oneCycleSchedule; needs Debian's python3-torch."""

import torch

for total_steps, rising in [(10, 0.3), (7, 0.5)]:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=0.01, total_steps=total_steps, pct_start=rising, cycle_momentum=False
    )
    rates = []
    for step in range(total_steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < total_steps - 1:
            schedule.step()
    print(total_steps, rising, [float(f"{rate:.10g}") for rate in rates])

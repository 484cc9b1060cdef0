"""The page, and the URLs it links to."""

import os
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import path

from bench.shape import name_of, paths
from bench.usual.models import Case, Delivery, Payment

SIZE = int(os.environ["BENCH_SIZE"])


@login_required
def payments(request):
    listed = Payment.objects.filter(participant_id=request.user.pk, direction="received")
    page = Paginator(listed.order_by("-received_on", "-line_id"), SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "payments.html",
        {
            "page": page,
            "name": request.user.first_name,
            "first": page.start_index(),
            "last": page.end_index(),
            "count": page.paginator.count,
            "numbers": page.paginator.page_range,
            "here": page.number,
            "last_page": page.paginator.num_pages,
            "years": [day.year for day in listed.dates("received_on", "year", order="DESC")],
            "cases": list(Case.objects.filter(participant_id=request.user.pk)),
            "delivery": Delivery.objects.filter(state="loaded").order_by("-sequence").first(),
        },
    )


urlpatterns = [path("payments/received", payments, name="received")]
urlpatterns += [path("payments/received/<public_id>", payments, name="payment")]
urlpatterns += [path(p[1:], payments, name=name_of(p)) for p in paths(Path(os.environ["BENCH_PAGE"]))]
